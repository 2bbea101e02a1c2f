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

        if (!dictionary.IsSorted || pattern.Prefix.Length == 0)
        {
            return Scan(dictionary, 0, int.MaxValue, cancellationToken);
        }

        var from = dictionary.LowerBound(pattern.Prefix);
        var next = After(pattern.Prefix);
        var end = next is null ? dictionary.Count : dictionary.LowerBound(next);
        return pattern.IsPrefix ? ValueSelection.Range(from, end - 1) : Scan(dictionary, from, end, cancellationToken);
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
