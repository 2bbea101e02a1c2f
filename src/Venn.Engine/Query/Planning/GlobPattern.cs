using System.Text;

namespace Venn.Engine.Query.Planning;

/// <summary>
/// <c>*</c> any run of characters, <c>?</c> one (a Unicode scalar), over UTF-8. Cost: the length of the text, once, whatever
/// the pattern: what stands between two stars is found at its first place and never looked for again. Threads: safe.
/// </summary>
public sealed class GlobPattern
{
    private readonly byte[] pattern;

    // Most patterns are a prefix, then one literal somewhere after it or at the end.
    private readonly byte[]? part;
    private readonly bool isPartLast;

    private readonly GlobPart first;
    private readonly GlobPart[] middle;
    private readonly GlobPart? last;

    public GlobPattern(string text)
    {
        pattern = Encoding.UTF8.GetBytes(text);
        var wild = pattern.AsSpan().IndexOfAny((byte)'*', (byte)'?');
        Prefix = wild < 0 ? pattern : pattern[..wild];
        IsLiteral = wild < 0;
        IsPrefix = wild >= 0 && !pattern.AsSpan(wild).ContainsAnyExcept((byte)'*');
        if (wild >= 0 && pattern[wild] == '*' && !IsPrefix)
        {
            var rest = pattern.AsSpan(wild).TrimStart((byte)'*');
            var inner = rest.TrimEnd((byte)'*');
            if (!inner.ContainsAny((byte)'*', (byte)'?'))
            {
                part = inner.ToArray();
                isPartLast = inner.Length == rest.Length;
            }
        }

        (first, middle, last) = Split(pattern);
        Literal = FindLiteral(pattern);
    }

    /// <summary>What every match starts with.</summary>
    internal byte[] Prefix { get; }

    /// <summary>The longest run of bytes between wildcards: it stands somewhere in every match.</summary>
    internal byte[] Literal { get; }

    internal bool IsLiteral { get; }

    /// <summary>The prefix and then only stars: whatever has the prefix matches.</summary>
    internal bool IsPrefix { get; }

    /// <summary>Whether the whole of a text matches.</summary>
    public bool Matches(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith(Prefix))
        {
            return false;
        }

        if (part is not null)
        {
            var rest = text[Prefix.Length..];
            return isPartLast ? rest.EndsWith(part) : rest.IndexOf(part) >= 0;
        }

        return IsPrefix || (IsLiteral ? text.Length == Prefix.Length : MatchesParts(text));
    }

    private static byte[] FindLiteral(ReadOnlySpan<byte> pattern)
    {
        var longest = ReadOnlySpan<byte>.Empty;
        while (!pattern.IsEmpty)
        {
            var end = pattern.IndexOfAny((byte)'*', (byte)'?');
            var run = end < 0 ? pattern : pattern[..end];
            longest = run.Length > longest.Length ? run : longest;
            pattern = pattern[Math.Min(run.Length + 1, pattern.Length)..];
        }

        return longest.ToArray();
    }

    private bool MatchesParts(ReadOnlySpan<byte> text)
    {
        var at = first.MatchAt(text, 0);
        if (last is null)
        {
            return at == text.Length;
        }

        for (var i = 0; i < middle.Length && at >= 0; i++)
        {
            at = middle[i].Find(text, at);
        }

        return at >= 0 && last.MatchesEnd(text, at);
    }

    private static (GlobPart First, GlobPart[] Middle, GlobPart? Last) Split(ReadOnlySpan<byte> pattern)
    {
        var parts = new List<GlobPart>();
        GlobPart? first = null;
        var start = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != '*')
            {
                continue;
            }

            if (first is null)
            {
                first = new GlobPart(pattern[..i].ToArray());
            }
            else if (i > start)
            {
                parts.Add(new GlobPart(pattern[start..i].ToArray()));
            }

            start = i + 1;
        }

        var end = new GlobPart(pattern[start..].ToArray());
        return first is null ? (end, [], null) : (first, [.. parts], end);
    }
}
