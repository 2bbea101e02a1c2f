using Venn.Bitmaps.Containers;
using Venn.Engine.Revisions;
using Venn.Engine.Segments;

namespace Venn.Engine.Query.Evaluation;

/// <summary>Reads whose annotations the rows of segments are. One thread.</summary>
internal sealed class ItemReader
{
    private readonly ushort[] rows = new ushort[SegmentNumber.RowCount];
    private readonly long[] items = new long[SegmentNumber.RowCount];
    private readonly bool[] present = new bool[SegmentNumber.RowCount];

    /// <summary>The item lineage of each member, in row order; good until the next call.</summary>
    public ReadOnlySpan<long> Read(Segment segment, Container members)
    {
        var count = members.CopyTo(rows);
        segment.Items!.Gather(rows.AsSpan(0, count), items, present);
        return items.AsSpan(0, count);
    }
}
