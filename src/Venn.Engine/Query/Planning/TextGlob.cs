using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Planning;

/// <summary>Text that matches a pattern: of a sorted dictionary only what has the pattern's prefix is looked at.</summary>
internal sealed class TextGlob(GlobPattern pattern) : TextTest
{
    public override bool Matches(ReadOnlySpan<byte> text) => pattern.Matches(text);

    public override ValueSelection Select(TextDictionary dictionary, CancellationToken cancellationToken)
    {
        if (pattern.IsPrefix && pattern.Prefix.Length == 0)
        {
            return ValueSelection.Range(0, dictionary.Count - 1);
        }

        if (pattern.Prefix.Length == 0 && pattern.Literal.Length > 0 && dictionary.TryGetTexts(out var texts, out var ends))
        {
            return Search(texts, ends, cancellationToken);
        }

        if (!dictionary.IsSorted || pattern.Prefix.Length == 0)
        {
            return Scan(dictionary, 0, int.MaxValue, cancellationToken);
        }

        var from = dictionary.LowerBound(pattern.Prefix);
        var next = After(pattern.Prefix);
        var end = next is null ? dictionary.Count : dictionary.LowerBound(next);
        return pattern.IsPrefix ? ValueSelection.Range(from, end - 1) : Scan(dictionary, from, end, cancellationToken);
    }

    // One search goes over all the texts at once; only where the literal stands is a text looked at by itself.
    private ValueSelection Search(ReadOnlySpan<byte> texts, ReadOnlySpan<int> ends, CancellationToken cancellationToken)
    {
        const int ChunkMask = 1023;
        var words = new ulong[(ends.Length + 63) / 64];
        var at = 0;
        var code = 0;
        for (var looked = 0; ; looked++)
        {
            var found = texts[at..].IndexOf(pattern.Literal);
            if (found < 0)
            {
                return ValueSelection.FromCodes(words, ends.Length);
            }

            if ((looked & ChunkMask) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            at += found;
            code += EndsUpTo(ends[code..], at);
            var start = code == 0 ? 0 : ends[code - 1];
            if (at + pattern.Literal.Length > ends[code])
            {
                // It reaches into the next text.
                at++;
                continue;
            }

            if (pattern.Matches(texts[start..ends[code]]))
            {
                words[code >> 6] |= 1UL << code;
            }

            at = ends[code];
        }
    }

    /// <summary>How many texts end at or before a place; looked for nearby first.</summary>
    private static int EndsUpTo(ReadOnlySpan<int> ends, int at)
    {
        var step = 1;
        while (step < ends.Length && ends[step - 1] <= at)
        {
            step <<= 1;
        }

        var low = step >> 1;
        var high = Math.Min(step, ends.Length);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (ends[middle] <= at)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>The smallest bytes above everything with the prefix; null when there are none.</summary>
    internal static byte[]? After(byte[] prefix)
    {
        var length = prefix.Length;
        while (length > 0 && prefix[length - 1] == 0xFF)
        {
            length--;
        }

        if (length == 0)
        {
            return null;
        }

        var next = prefix[..length];
        next[^1]++;
        return next;
    }
}
