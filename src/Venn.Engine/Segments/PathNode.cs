using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Segments;

/// <summary>
/// A name in a segment's tree of field paths, with the columns of its path. Threads: one writer; readers at any time,
/// since children and columns are only added, each published whole.
/// </summary>
internal class PathNode(byte[] name)
{
    private PathNode[] children = [];

    public byte[] Name { get; } = name;

    /// <summary>By <see cref="ColumnKind"/>.</summary>
    public Column?[] Columns { get; } = new Column?[(int)ColumnKind.Count];

    public ReadOnlySpan<PathNode> Children => Volatile.Read(ref children);

    public PathNode? FindChild(ReadOnlySpan<byte> childName)
    {
        foreach (var child in Children)
        {
            if (childName.SequenceEqual(child.Name))
            {
                return child;
            }
        }

        return null;
    }

    public void AddChild(PathNode child) => Volatile.Write(ref children, [.. children, child]);
}
