using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Comparing;

/// <summary>Compares two states. Pure; only what differs is visited.</summary>
internal static class Diff
{
    public static RelationDiff Compute(EngineContext context, Relation relation, DatasetState from, DatasetState to)
    {
        var segments = context.SegmentsOf(relation);
        var gone = ByLineage(context, relation, from[relation].AndNot(to[relation]));
        var come = ByLineage(context, relation, to[relation].AndNot(from[relation]));
        List<RevisionNumber> added = [];
        List<RevisionNumber> removed = [];
        List<ChangedRevision> changed = [];
        var (i, j) = (0, 0);
        while (i < gone.Length || j < come.Length)
        {
            var order = i == gone.Length ? 1 : j == come.Length ? -1 : gone[i].Lineage.CompareTo(come[j].Lineage);
            if (order < 0)
            {
                removed.Add(gone[i++].Number);
            }
            else if (order > 0)
            {
                added.Add(come[j++].Number);
            }
            else
            {
                changed.Add(new ChangedRevision(gone[i].Lineage, gone[i++].Number, come[j++].Number));
            }
        }

        var reseen = SeenDifferently(context, relation, from, to);
        if (!reseen.IsEmpty)
        {
            foreach (var number in new MaskDifference(context, relation, from, to).Find(reseen))
            {
                var same = new RevisionNumber((long)number);
                changed.Add(new ChangedRevision(segments.GetLineage(same), same, same));
            }

            changed.Sort((a, b) => a.Lineage.CompareTo(b.Lineage));
        }

        return new RelationDiff(added, removed, changed);
    }

    /// <summary>The members of a set with their lineages, by lineage.</summary>
    public static (Lineage Lineage, RevisionNumber Number)[] ByLineage(EngineContext context, Relation relation, RoaringBitmap set)
    {
        var count = checked((int)set.Cardinality);
        var lineages = new long[count];
        context.SegmentsOf(relation).ReadLineages(set, lineages);
        var numbers = set.ToArray();
        Array.Sort(lineages, numbers);
        var pairs = new (Lineage, RevisionNumber)[count];
        for (var i = 0; i < count; i++)
        {
            pairs[i] = (new Lineage(lineages[i]), new RevisionNumber((long)numbers[i]));
        }

        return pairs;
    }

    /// <summary>Revisions in both states on which different masks lie.</summary>
    private static RoaringBitmap SeenDifferently(EngineContext context, Relation relation, DatasetState from, DatasetState to)
    {
        var differs = RoaringBitmap.Empty;
        for (var i = 0; i < context.Masks.Length; i++)
        {
            if (context.Masks[i].Relation == relation && !ReferenceEquals(from.Masks[i], to.Masks[i]))
            {
                differs = differs.Or(from.Masks[i].Xor(to.Masks[i]));
            }
        }

        return differs.IsEmpty ? differs : differs.And(from[relation]).And(to[relation]);
    }
}
