namespace Venn.Server.Features.Query;

/// <summary>
/// Wildcards: <c>*</c> stands for any run of characters (<c>/</c> too), <c>?</c> for one; case-sensitive.
/// </summary>
internal static class GlobPattern
{
    /// <summary>Cost: at worst the product of the lengths, no recursion, no allocation.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var (p, t) = (0, 0);
        var (star, resume) = (-1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, resume) = (p++, t);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].IndexOfAnyExcept('*') < 0;
    }
}
