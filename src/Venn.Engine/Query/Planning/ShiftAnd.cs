using System.Buffers;

namespace Venn.Engine.Query.Planning;

/// <summary>
/// Finds a long part with <c>?</c> in it by keeping, in a bit each, every beginning of the part that the text read so far ends
/// with. Cost: a word for each 64 bytes of the part and byte of the text; no byte is read twice.
/// </summary>
internal sealed class ShiftAnd
{
    private const int ByteValues = 256;

    private readonly int wordCount;
    private readonly ulong last;
    private readonly bool endsWild;

    /// <summary>By byte, then word: the elements that take the byte.</summary>
    private readonly ulong[] takes;

    private readonly ulong[] wild;

    public ShiftAnd(ReadOnlySpan<byte> elements)
    {
        wordCount = (elements.Length + 63) / 64;
        last = 1UL << ((elements.Length - 1) & 63);
        endsWild = elements[^1] == '?';
        takes = new ulong[ByteValues * wordCount];
        wild = new ulong[wordCount];
        for (var i = 0; i < elements.Length; i++)
        {
            var bit = 1UL << (i & 63);
            if (elements[i] != '?')
            {
                takes[(elements[i] * wordCount) + (i >> 6)] |= bit;
                continue;
            }

            wild[i >> 6] |= bit;
            for (var value = 0; value < ByteValues; value++)
            {
                takes[(value * wordCount) + (i >> 6)] |= GlobPart.IsContinuation((byte)value) ? 0 : bit;
            }
        }
    }

    /// <summary>Where the first match at a place or after it ends, or -1.</summary>
    public int Find(ReadOnlySpan<byte> text, int from)
    {
        var rented = ArrayPool<ulong>.Shared.Rent(wordCount);
        var reached = rented.AsSpan(0, wordCount);
        reached.Clear();
        try
        {
            for (var at = from; at < text.Length; at++)
            {
                Step(reached, text[at]);
                if ((reached[^1] & last) != 0)
                {
                    return EndOf(text, at + 1);
                }
            }

            return -1;
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(rented);
        }
    }

    private void Step(Span<ulong> reached, byte value)
    {
        var carry = 1UL;
        var taken = takes.AsSpan(value * wordCount, wordCount);
        var isContinuation = GlobPart.IsContinuation(value);
        for (var w = 0; w < reached.Length; w++)
        {
            var before = reached[w];
            var next = ((before << 1) | carry) & taken[w];
            carry = before >> 63;
            // The rest of a character goes to the mark that took its first byte.
            reached[w] = isContinuation ? next | (before & wild[w]) : next;
        }
    }

    private int EndOf(ReadOnlySpan<byte> text, int end)
    {
        while (endsWild && end < text.Length && GlobPart.IsContinuation(text[end]))
        {
            end++;
        }

        return end;
    }
}
