using System.Buffers;
using Venn.Bitmaps;
using Venn.Engine.Revisions;

namespace Venn.Engine.Segments;

/// <summary>Reads a built-in column of whole numbers at the members of a set.</summary>
internal static class MemberReader
{
    /// <param name="store">Of the set's relation.</param>
    /// <param name="set">Revision numbers.</param>
    /// <param name="destination">At least as long as the set is large; in number order.</param>
    /// <param name="ofItems">Item lineages of annotations; else their own lineages.</param>
    public static void Read(SegmentStore store, RoaringBitmap set, Span<long> destination, bool ofItems)
    {
        var rows = ArrayPool<ushort>.Shared.Rent(SegmentNumber.RowCount);
        var present = ArrayPool<bool>.Shared.Rent(SegmentNumber.RowCount);
        var written = 0;
        for (var i = 0; i < set.ContainerCount; i++)
        {
            var segment = store.Get((long)set.KeyAt(i));
            var column = ofItems ? segment.Items! : segment.Lineages;
            var count = set.ContainerAt(i).CopyTo(rows);
            column.Gather(rows.AsSpan(0, count), destination[written..], present);
            written += count;
        }

        ArrayPool<ushort>.Shared.Return(rows);
        ArrayPool<bool>.Shared.Return(present);
    }
}
