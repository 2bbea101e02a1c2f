namespace Venn.Engine.Query.Facets.ByValue;

/// <summary>Cuts paths to their first names.</summary>
internal static class PathDepth
{
    /// <param name="path">With a leading <c>/</c>.</param>
    /// <param name="depth">Names kept; 0 leaves the root.</param>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> path, int depth)
    {
        var end = 0;
        for (var names = 0; names < depth && end < path.Length; names++)
        {
            var slash = path[(end + 1)..].IndexOf((byte)'/');
            end = slash < 0 ? path.Length : end + 1 + slash;
        }

        return end == 0 ? "/"u8 : path[..end];
    }
}
