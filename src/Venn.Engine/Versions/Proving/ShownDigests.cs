using System.Runtime.CompilerServices;
using Venn.Bitmaps;
using Venn.Bitmaps.Containers;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Proving;

/// <summary>
/// The digests of a state's revisions as its masks show them, container by container. A position is the place of the container
/// in the state (16 bits) and the row in it (16 bits): half of what a number takes. Threads: safe to read.
/// </summary>
internal sealed class ShownDigests
{
    private const int RowBits = 16;
    private const int MaxContainers = 1 << 16;

    private readonly RoaringBitmap set;

    /// <summary>By container of the state.</summary>
    private readonly (Container Rows, DigestColumn Column)[][] parts;

    /// <summary>The only column of a container, where it is a file's: nearly all are, and a call by that type needs no look-up.</summary>
    private readonly FileDigestColumn?[] files;

    public ShownDigests(
        EngineContext context, DatasetState state, Relation relation, DigestSource source, CancellationToken cancellationToken)
    {
        set = state[relation];
        if (set.ContainerCount > MaxContainers)
        {
            throw new NotSupportedException($"A state with revisions in {set.ContainerCount} segments has no digest: {MaxContainers} are the most.");
        }

        parts = new (Container, DigestColumn)[set.ContainerCount][];
        files = new FileDigestColumn?[set.ContainerCount];

        // Containers are whole units of work, and the first time each reads all the bodies of a segment.
        EveryCore.For(set.ContainerCount, 2, i =>
        {
            var number = new SegmentNumber((long)set.KeyAt(i));
            parts[i] =
            [
                .. ByMasks(context, state, relation, set.KeyAt(i), set.ContainerAt(i)).Select(part => (part.Rows,
                    source == DigestSource.Kept
                        ? context.Digests.Get(relation, number, part.Masks, part.Rows, cancellationToken)
                        : context.Digests.Compute(relation, number, part.Masks, part.Rows, cancellationToken))),
            ];
            files[i] = parts[i] is [(_, FileDigestColumn file)] ? file : null;
        }, cancellationToken);
    }

    public static uint PositionOf(int container, ushort row) => ((uint)container << RowBits) | row;

    /// <summary>The place of a container in the state.</summary>
    /// <param name="key">Of one that the state has.</param>
    public int FindContainer(ulong key)
    {
        var (from, end) = (0, set.ContainerCount);
        while (from < end)
        {
            var middle = (from + end) / 2;
            (from, end) = set.KeyAt(middle) < key ? (middle + 1, end) : (from, middle);
        }

        return from;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Get(uint position)
    {
        var (container, row) = ((int)(position >> RowBits), (ushort)position);
        return files[container] is { } file ? file.Get(row) : ColumnOf(container, row).Get(row);
    }

    public ReadOnlySpan<byte> Get(RevisionNumber number) => Get(PositionOf(FindContainer((ulong)number.Segment.Value), (ushort)number.Row));

    /// <summary>What an annotation names; null for nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public IReadOnlyList<Lineage>? FindReferences(uint position)
    {
        var (container, row) = ((int)(position >> RowBits), (ushort)position);
        var column = files[container] ?? ColumnOf(container, row);
        return column.HasReferences && column.ReferencesOf(row) is { Count: > 0 } named ? named : null;
    }

    /// <summary>The annotations that name one of some others.</summary>
    public IEnumerable<RevisionNumber> FindNaming(IReadOnlySet<Lineage> named)
    {
        for (var i = 0; i < parts.Length; i++)
        {
            foreach (var (rows, column) in parts[i])
            {
                foreach (var row in column.HasReferences ? column.RowsNaming(named).Where(row => rows.Contains((ushort)row)) : [])
                {
                    yield return new SegmentNumber((long)set.KeyAt(i)).At(row);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private DigestColumn ColumnOf(int container, ushort row)
    {
        var here = parts[container];
        for (var i = 0; i < here.Length - 1; i++)
        {
            if (here[i].Rows.Contains(row))
            {
                return here[i].Column;
            }
        }

        return here[^1].Column;
    }

    /// <summary>The rows of a container, apart by the masks that lie on them; the largest part last, for it is asked without a look.</summary>
    private static List<(Container Rows, uint Masks)> ByMasks(
        EngineContext context, DatasetState state, Relation relation, ulong key, Container rows)
    {
        List<(Container Rows, uint Masks)> parts = [(rows, 0)];
        for (var i = 0; i < context.Masks.Length; i++)
        {
            if (context.Masks[i].Relation != relation || state.Masks[i].FindContainer(key) is not { } hidden)
            {
                continue;
            }

            parts =
            [
                .. parts.Select(p => (p.Rows.And(hidden), p.Masks | (1u << i))).Where(p => !p.Item1.IsEmpty),
                .. parts.Select(p => (p.Rows.AndNot(hidden), p.Masks)).Where(p => !p.Item1.IsEmpty),
            ];
        }

        parts.Sort((a, b) => a.Rows.Cardinality.CompareTo(b.Rows.Cardinality));
        return parts;
    }
}
