using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Planning;

/// <summary>A condition on one text.</summary>
internal abstract class TextTest
{
    public abstract bool Matches(ReadOnlySpan<byte> text);

    /// <summary>The codes of a dictionary whose texts match.</summary>
    public abstract ValueSelection Select(TextDictionary dictionary, CancellationToken cancellationToken);

    protected ValueSelection Scan(TextDictionary dictionary, int from, int end, CancellationToken cancellationToken)
    {
        const int ChunkMask = 1023;
        if (dictionary.IsPerRow)
        {
            var looked = 0;
            return ValueSelection.Where(code =>
            {
                if ((looked++ & ChunkMask) == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                return Matches(dictionary.Get((int)code, stackalloc byte[TextDictionary.ScratchSizeBytes]));
            });
        }

        var count = dictionary.Count;
        end = Math.Min(end, count);
        var words = new ulong[(count + 63) / 64];
        Span<byte> scratch = stackalloc byte[TextDictionary.ScratchSizeBytes];
        for (var code = from; code < end; code++)
        {
            if ((code & ChunkMask) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (Matches(dictionary.Get(code, scratch)))
            {
                words[code >> 6] |= 1UL << code;
            }
        }

        return ValueSelection.FromCodes(words, count);
    }
}
