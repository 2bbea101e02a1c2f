using System.IO.Hashing;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Segments.Tail;

/// <summary>A path of the tail with what its one writer needs to be quick.</summary>
internal sealed class TailNode(byte[] name, bool isOpaque) : PathNode(name)
{
    private const int LinearLimit = 8;
    private int cursor;
    private Dictionary<ulong, TailNode>? byHash;

    /// <summary>What is inside makes no columns.</summary>
    public bool IsOpaque { get; } = isOpaque;

    public TailNode? Parent { get; init; }

    /// <summary>The last row that has a scalar here: a further one of that row is an extra.</summary>
    public int LastScalarRow { get; set; } = -1;

    /// <summary>Bodies of one kind name their fields in the same order: the next child is the likely one.</summary>
    public TailNode? FindNext(ReadOnlySpan<byte> childName)
    {
        var all = Children;
        var next = cursor;
        if ((uint)next < (uint)all.Length && childName.SequenceEqual(all[next].Name))
        {
            cursor = next + 1;
            return (TailNode)all[next];
        }

        if (all.Length <= LinearLimit)
        {
            for (var i = 0; i < all.Length; i++)
            {
                if (childName.SequenceEqual(all[i].Name))
                {
                    cursor = i + 1;
                    return (TailNode)all[i];
                }
            }

            return null;
        }

        byHash ??= IndexChildren();
        return byHash.TryGetValue(XxHash3.HashToUInt64(childName), out var found) && childName.SequenceEqual(found.Name)
            ? found
            : FindSlowly(childName);
    }

    public void Restart() => cursor = 0;

    public void Add(TailNode child)
    {
        AddChild(child);
        cursor = Children.Length;
        byHash?.TryAdd(XxHash3.HashToUInt64(child.Name), child);
    }

    public EntryColumn Column(ColumnKind kind)
    {
        ref var slot = ref Columns[(int)kind];
        if (slot is null)
        {
            Volatile.Write(ref slot, new EntryColumn(kind));
        }

        return (EntryColumn)slot;
    }

    // Two names of one hash: the index holds the first alone.
    private TailNode? FindSlowly(ReadOnlySpan<byte> childName) =>
        byHash!.ContainsKey(XxHash3.HashToUInt64(childName)) ? (TailNode?)FindChild(childName) : null;

    private Dictionary<ulong, TailNode> IndexChildren()
    {
        var index = new Dictionary<ulong, TailNode>();
        foreach (var child in Children)
        {
            index.TryAdd(XxHash3.HashToUInt64(child.Name), (TailNode)child);
        }

        return index;
    }
}
