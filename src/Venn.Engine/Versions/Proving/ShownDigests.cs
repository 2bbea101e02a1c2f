using Venn.Bitmaps.Containers;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Proving;

/// <summary>The digests of a state's revisions as its masks show them, container by container. Threads: safe to read.</summary>
internal sealed class ShownDigests
{
    private readonly (Container Rows, DigestColumn Column)[][] parts;

    public ShownDigests(
        EngineContext context, DatasetState state, Relation relation, DigestSource source, CancellationToken cancellationToken)
    {
        var set = state[relation];
        parts = new (Container, DigestColumn)[set.ContainerCount][];

        // Containers are whole units of work, and the first time each reads all the bodies of a segment.
        EveryCore.For(parts.Length, 2, i =>
        {
            var number = new SegmentNumber((long)set.KeyAt(i));
            parts[i] =
            [
                .. ByMasks(context, state, relation, set.KeyAt(i), set.ContainerAt(i)).Select(part => (part.Rows,
                    source == DigestSource.Kept
                        ? context.Digests.Get(relation, number, part.Masks, part.Rows)
                        : context.Digests.Compute(relation, number, part.Masks, part.Rows))),
            ];
        }, cancellationToken);
    }

    public ReadOnlySpan<byte> Get(MemberPlace place) => ColumnOf(place).Get(place.Row);

    public IReadOnlyList<Lineage> ReferencesOf(MemberPlace place) =>
        ColumnOf(place) is { HasReferences: true } column ? column.ReferencesOf(place.Row) : [];

    private DigestColumn ColumnOf(MemberPlace place)
    {
        var here = parts[place.Container];
        for (var i = 0; i < here.Length - 1; i++)
        {
            if (here[i].Rows.Contains(place.Row))
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
