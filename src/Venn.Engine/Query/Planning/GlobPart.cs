namespace Venn.Engine.Query.Planning;

/// <summary>
/// What stands between two stars of a pattern: bytes, and <c>?</c> for one character of UTF-8. Cost of each method: the
/// length of the text times a bound, never times the part's length.
/// </summary>
internal sealed class GlobPart
{
    /// <summary>Up to here a part is tried at each place: that is a bound of its own.</summary>
    private const int ShortLength = 16;

    /// <summary>False starts of the vectorised search before the one that never looks back takes over.</summary>
    private const int FalseStartLimit = 8;

    private readonly byte[] elements;
    private readonly bool hasWild;
    private readonly ShiftAnd? automaton;
    private readonly int[]? borders;

    public GlobPart(byte[] elements)
    {
        this.elements = elements;
        hasWild = elements.AsSpan().Contains((byte)'?');
        if (elements.Length > ShortLength)
        {
            automaton = hasWild ? new ShiftAnd(elements) : null;
            borders = hasWild ? null : Borders(elements);
        }
    }

    /// <summary>Where a match that starts at a place ends, or -1.</summary>
    public int MatchAt(ReadOnlySpan<byte> text, int at)
    {
        if (!hasWild)
        {
            return text[at..].StartsWith(elements) ? at + elements.Length : -1;
        }

        foreach (var element in elements)
        {
            if (at >= text.Length || (element != '?' && element != text[at]))
            {
                return -1;
            }

            at++;
            while (element == '?' && at < text.Length && IsContinuation(text[at]))
            {
                at++;
            }
        }

        return at;
    }

    /// <summary>Whether a match ends where the text ends and starts at a place or after it.</summary>
    public bool MatchesEnd(ReadOnlySpan<byte> text, int from)
    {
        if (!hasWild)
        {
            return text[from..].EndsWith(elements);
        }

        var at = text.Length;
        for (var i = elements.Length - 1; i >= 0; i--)
        {
            if (at <= from || (elements[i] != '?' && elements[i] != text[at - 1]))
            {
                return false;
            }

            at--;
            while (elements[i] == '?' && at > from && IsContinuation(text[at]))
            {
                at--;
            }
        }

        return true;
    }

    /// <summary>Where the first match at a place or after it ends, or -1.</summary>
    public int Find(ReadOnlySpan<byte> text, int from)
    {
        if (automaton is not null)
        {
            return automaton.Find(text, from);
        }

        if (!hasWild)
        {
            return FindLiteral(text, from);
        }

        for (var at = from; at < text.Length; at++)
        {
            if (!IsContinuation(text[at]) && MatchAt(text, at) is >= 0 and var end)
            {
                return end;
            }
        }

        return -1;
    }

    internal static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;

    private int FindLiteral(ReadOnlySpan<byte> text, int from)
    {
        if (borders is null)
        {
            var found = text[from..].IndexOf(elements);
            return found < 0 ? -1 : from + found + elements.Length;
        }

        var head = elements.AsSpan(0, ShortLength);
        for (var tries = 0; tries < FalseStartLimit; tries++)
        {
            var found = text[from..].IndexOf(head);
            if (found < 0)
            {
                return -1;
            }

            from += found;
            if (text[from..].StartsWith(elements))
            {
                return from + elements.Length;
            }

            from++;
        }

        return FindNeverBack(text, from, borders);
    }

    // Knuth, Morris, Pratt: the text is read once.
    private int FindNeverBack(ReadOnlySpan<byte> text, int from, int[] borders)
    {
        var matched = 0;
        for (var at = from; at < text.Length; at++)
        {
            while (matched > 0 && elements[matched] != text[at])
            {
                matched = borders[matched - 1];
            }

            if (elements[matched] == text[at] && ++matched == elements.Length)
            {
                return at + 1;
            }
        }

        return -1;
    }

    private static int[] Borders(byte[] elements)
    {
        var borders = new int[elements.Length];
        var length = 0;
        for (var i = 1; i < elements.Length; i++)
        {
            while (length > 0 && elements[length] != elements[i])
            {
                length = borders[length - 1];
            }

            length += elements[length] == elements[i] ? 1 : 0;
            borders[i] = length;
        }

        return borders;
    }
}
