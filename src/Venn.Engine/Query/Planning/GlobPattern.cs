using System.Text;

namespace Venn.Engine.Query.Planning;

/// <summary><c>*</c> any run of characters, <c>?</c> one (a Unicode scalar), over UTF-8. Cost: pattern × text at worst.</summary>
internal sealed class GlobPattern
{
    private readonly byte[] pattern;

    // Most patterns are a prefix, then one literal somewhere after it or at the end.
    private readonly byte[]? part;
    private readonly bool isPartLast;

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
    }

    /// <summary>What every match starts with.</summary>
    public byte[] Prefix { get; }

    public bool IsLiteral { get; }

    /// <summary>The prefix and then only stars: whatever has the prefix matches.</summary>
    public bool IsPrefix { get; }

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

        return IsPrefix || (IsLiteral ? text.Length == Prefix.Length : MatchesFrom(text, Prefix.Length));
    }

    private bool MatchesFrom(ReadOnlySpan<byte> text, int at)
    {
        var p = at;
        var t = at;
        var star = -1;
        var retry = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = ++p;
                retry = t;
                if (p == pattern.Length)
                {
                    return true;
                }
            }
            else if (p < pattern.Length && pattern[p] == '?')
            {
                p++;
                t += CharacterLength(text, t);
            }
            else if (p < pattern.Length && pattern[p] == text[t])
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                retry += CharacterLength(text, retry);
                if (pattern[star] is not ((byte)'*' or (byte)'?'))
                {
                    var skip = text[retry..].IndexOf(pattern[star]);
                    if (skip < 0)
                    {
                        return false;
                    }

                    retry += skip;
                }

                p = star;
                t = retry;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
        {
            p++;
        }

        return p == pattern.Length;
    }

    private static int CharacterLength(ReadOnlySpan<byte> text, int at)
    {
        var length = 1;
        while (at + length < text.Length && (text[at + length] & 0xC0) == 0x80)
        {
            length++;
        }

        return length;
    }
}
