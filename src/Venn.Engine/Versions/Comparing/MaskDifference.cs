using Venn.Bitmaps;
using Venn.Bitmaps.Containers;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Columns;
using Venn.Engine.Versions.Merging;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Comparing;

/// <summary>
/// Finds the revisions of two states that look different because other masks lie on them: those that have something where
/// one side hides and the other does not. Told by the columns of whole segments; a body is read only where columns leave it
/// open (what is in no column, arrays across which a mask keeps a part). One thread.
/// </summary>
internal sealed class MaskDifference(EngineContext context, Relation relation, DatasetState from, DatasetState to)
{
    private readonly ulong[] different = new ulong[RowBits.WordCount];
    private readonly ulong[] open = new ulong[RowBits.WordCount];
    private readonly ulong[] rows = new ulong[RowBits.WordCount];
    private readonly List<string> path = [];
    private int rowCount;
    private int words;
    private uint before;
    private uint after;

    /// <param name="candidates">In both states, with different masks.</param>
    public RoaringBitmap Find(RoaringBitmap candidates)
    {
        var keys = new List<ulong>();
        var containers = new List<Container>();
        for (var i = 0; i < candidates.ContainerCount; i++)
        {
            if (FindIn(candidates.KeyAt(i), candidates.ContainerAt(i)) is { IsEmpty: false } found)
            {
                keys.Add(candidates.KeyAt(i));
                containers.Add(found);
            }
        }

        return RoaringBitmap.FromContainers(keys.ToArray(), containers.ToArray());
    }

    private Container FindIn(ulong key, Container candidates)
    {
        while (true)
        {
            try
            {
                return Apart(key, candidates).Aggregate(
                    Container.Empty, (sum, part) => sum.Or(FindIn(new SegmentNumber((long)key), part.Rows, part.Before, part.After)));
            }
            catch (SegmentDamagedException damaged)
            {
                damaged.Segment.Repair(damaged.Message);
            }
        }
    }

    /// <summary>The rows by the masks that lie on them before and after.</summary>
    private List<(Container Rows, uint Before, uint After)> Apart(ulong key, Container candidates)
    {
        List<(Container Rows, uint Before, uint After)> parts = [(candidates, 0, 0)];
        for (var i = 0; i < context.Masks.Length; i++)
        {
            if (context.Masks[i].Relation != relation)
            {
                continue;
            }

            var old = from.Masks[i].FindContainer(key) ?? Container.Empty;
            var now = to.Masks[i].FindContainer(key) ?? Container.Empty;
            var bit = 1u << i;
            parts =
            [
                .. parts.SelectMany(p => new (Container Rows, uint Before, uint After)[]
                {
                    (p.Rows.And(old).And(now), p.Before | bit, p.After | bit), (p.Rows.And(old).AndNot(now), p.Before | bit, p.After),
                    (p.Rows.AndNot(old).And(now), p.Before, p.After | bit), (p.Rows.AndNot(old).AndNot(now), p.Before, p.After),
                }).Where(p => !p.Rows.IsEmpty),
            ];
        }

        return parts;
    }

    private Container FindIn(SegmentNumber number, Container members, uint masksBefore, uint masksAfter)
    {
        if (masksBefore == masksAfter)
        {
            return Container.Empty;
        }

        (before, after, rowCount) = (masksBefore, masksAfter, members.Cardinality);
        var segment = context.SegmentsOf(relation).Get(number.Value);
        words = (segment.RowEnd + 63) / 64;
        different.AsSpan().Clear();
        open.AsSpan().Clear();
        rows.AsSpan().Clear();
        members.CopyToWords(rows);
        path.Clear();
        Visit(segment.Root);
        Mark(segment.Overflow, open);
        RowBits.And(different.AsSpan(0, words), rows.AsSpan(0, words));
        RowBits.And(open.AsSpan(0, words), rows.AsSpan(0, words));
        RowBits.AndNot(open.AsSpan(0, words), different.AsSpan(0, words));
        for (var row = 0; row < words * 64; row++)
        {
            if (RowBits.Contains(open, row) && !SeesTheSame(number.At(row)))
            {
                RowBits.Set(different, row);
            }
        }

        return Container.FromWords(different);
    }

    private void Visit(PathNode node)
    {
        foreach (var child in node.Children)
        {
            path.Add(System.Text.Encoding.UTF8.GetString(child.Name));
            VisitField(child, FieldPath.Of([.. path]));
            path.RemoveAt(path.Count - 1);
        }
    }

    private void VisitField(PathNode node, FieldPath field)
    {
        var isMixed = IsAbovePart(field);
        if (Hides(before, field) == Hides(after, field))
        {
            if (isMixed)
            {
                Mark(node.Columns[(int)ColumnKind.Unindexed], open);
                Visit(node);
            }

            return;
        }

        for (var kind = ColumnKind.Text; kind <= ColumnKind.Null; kind++)
        {
            Mark(node.Columns[(int)kind], different);
        }

        // What a mask keeps below a hidden object leaves its shell; without such a part everything here is hidden.
        var rest = isMixed ? open : different;
        Mark(node.Columns[(int)ColumnKind.Array], rest);
        Mark(node.Columns[(int)ColumnKind.Unindexed], rest);
        if (!isMixed)
        {
            Mark(node.Columns[(int)ColumnKind.Object], different);
            return;
        }

        var shells = new ulong[RowBits.WordCount];
        Mark(node.Columns[(int)ColumnKind.Object], shells);
        var kept = new ulong[RowBits.WordCount];
        MarkKept(node, kept);
        RowBits.AndNot(shells, kept);
        RowBits.Or(open, shells);
        Visit(node);
    }

    /// <summary>Rows that have something below which both sides show.</summary>
    private void MarkKept(PathNode node, ulong[] kept)
    {
        foreach (var child in node.Children)
        {
            path.Add(System.Text.Encoding.UTF8.GetString(child.Name));
            var field = FieldPath.Of([.. path]);
            if (!Hides(before, field) && !Hides(after, field))
            {
                foreach (var column in child.Columns)
                {
                    Mark(column, kept);
                }
            }

            MarkKept(child, kept);
            path.RemoveAt(path.Count - 1);
        }
    }

    private void Mark(Column? column, ulong[] result) =>
        column?.Mark(ValueSelection.Everything, rows.AsSpan(0, words), rowCount, result.AsSpan(0, words));

    private bool Hides(uint masks, FieldPath field)
    {
        for (var i = 0; i < context.Masks.Length; i++)
        {
            if ((masks >> i & 1) != 0 && context.Masks[i].Hides(field))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a mask that lies on one side says something of a field below this one.</summary>
    private bool IsAbovePart(FieldPath field)
    {
        for (var i = 0; i < context.Masks.Length; i++)
        {
            if (((before | after) >> i & 1) != 0
                && context.Masks[i].Removed.Concat(context.Masks[i].Kept).Any(p => field.Covers(p) && !field.Equals(p)))
            {
                return true;
            }
        }

        return false;
    }

    private bool SeesTheSame(RevisionNumber number) =>
        BodyMerge.AreEqual(context.Read(from, relation, number).Body, context.Read(to, relation, number).Body);
}
