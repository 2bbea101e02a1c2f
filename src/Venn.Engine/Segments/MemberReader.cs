using System.Buffers;
using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Segments;

/// <summary>Reads a built-in column of whole numbers at the members of a set.</summary>
internal static class MemberReader
{
    /// <summary>Up to so many members of a segment are looked up one by one.</summary>
    private const int LookupLimit = 4096;

    /// <param name="store">Of the set's relation.</param>
    /// <param name="set">Revision numbers.</param>
    /// <param name="destination">At least as long as the set is large; in number order.</param>
    /// <param name="ofItems">Item lineages of annotations; else their own lineages.</param>
    public static void Read(SegmentStore store, RoaringBitmap set, Span<long> destination, bool ofItems)
    {
        var rows = ArrayPool<ushort>.Shared.Rent(SegmentNumber.RowCount);
        var values = ArrayPool<long>.Shared.Rent(SegmentNumber.RowCount);
        var present = new ulong[RowBits.WordCount];
        var written = 0;
        for (var i = 0; i < set.ContainerCount; i++)
        {
            var segment = store.Get((long)set.KeyAt(i));
            var column = ofItems ? segment.Items! : segment.Lineages;
            var container = set.ContainerAt(i);
            if (container.Cardinality > LookupLimit)
            {
                column.ReadFirst(values.AsSpan(0, SegmentNumber.RowCount), present);
            }

            var count = container.CopyTo(rows);
            for (var j = 0; j < count; j++)
            {
                destination[written++] = count > LookupLimit ? values[rows[j]] : column.GetFirst(rows[j]);
            }
        }

        ArrayPool<ushort>.Shared.Return(rows);
        ArrayPool<long>.Shared.Return(values);
    }
}
