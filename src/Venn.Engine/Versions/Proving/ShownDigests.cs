using Venn.Bitmaps.Containers;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Proving;

/// <summary>The digests of a state's revisions as its masks show them, container by container. Threads: safe to read.</summary>
internal sealed class ShownDigests
{
    /// <summary>By segment, from the first that the state has rows of.</summary>
    private readonly (Container Rows, DigestColumn Column)[][] parts;
    private readonly long first;

    public ShownDigests(
        EngineContext context, DatasetState state, Relation relation, DigestSource source, CancellationToken cancellationToken)
    {
        var set = state[relation];
        first = set.IsEmpty ? 0 : (long)set.KeyAt(0);
        parts = new (Container, DigestColumn)[set.IsEmpty ? 0 : (long)set.KeyAt(set.ContainerCount - 1) - first + 1][];

        // Containers are whole units of work, and the first time each reads all the bodies of a segment.
        EveryCore.For(set.ContainerCount, 2, i =>
        {
            var number = new SegmentNumber((long)set.KeyAt(i));
            parts[number.Value - first] =
            [
                .. ByMasks(context, state, relation, set.KeyAt(i), set.ContainerAt(i)).Select(part => (part.Rows,
                    source == DigestSource.Kept
                        ? context.Digests.Get(relation, number, part.Masks, part.Rows)
                        : context.Digests.Compute(relation, number, part.Masks, part.Rows))),
            ];
        }, cancellationToken);
    }

    public ReadOnlySpan<byte> Get(RevisionNumber number) => ColumnOf(number).Get(number.Row);

    public IReadOnlyList<Lineage> ReferencesOf(RevisionNumber number) =>
        ColumnOf(number) is { HasReferences: true } column ? column.ReferencesOf(number.Row) : [];

    /// <summary>The annotations that name one of some others.</summary>
    public IEnumerable<RevisionNumber> FindNaming(IReadOnlySet<Lineage> named)
    {
        for (var i = 0; i < parts.Length; i++)
        {
            foreach (var (rows, column) in parts[i] ?? [])
            {
                foreach (var row in column.HasReferences ? column.RowsNaming(named).Where(row => rows.Contains((ushort)row)) : [])
                {
                    yield return new SegmentNumber(first + i).At(row);
                }
            }
        }
    }

    private DigestColumn ColumnOf(RevisionNumber number)
    {
        var here = parts[number.Segment.Value - first];
        for (var i = 0; i < here.Length - 1; i++)
        {
            if (here[i].Rows.Contains(number.Row))
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
