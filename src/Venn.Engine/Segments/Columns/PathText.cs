namespace Venn.Engine.Segments.Columns;

/// <summary>The parts of an item's path.</summary>
internal static class PathText
{
    public static ReadOnlySpan<byte> GetName(ReadOnlySpan<byte> path) => path[(path.LastIndexOf((byte)'/') + 1)..];

    /// <summary>The directory part, <c>/</c> for the root.</summary>
    public static ReadOnlySpan<byte> GetDirectory(ReadOnlySpan<byte> path)
    {
        var slash = path.LastIndexOf((byte)'/');
        return slash <= 0 ? "/"u8 : path[..slash];
    }
}
