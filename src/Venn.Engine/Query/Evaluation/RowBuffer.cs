using System.Buffers;
using Venn.Engine.Revisions;

namespace Venn.Engine.Query.Evaluation;

/// <summary>Room for chosen rows of one segment and what they hold, for one use: most of a megabyte, and asked for in every query.</summary>
internal readonly struct RowBuffer : IDisposable
{
    private RowBuffer(ushort[] rows, long[] values, bool[] present) => (Rows, Values, Present) = (rows, values, present);

    public ushort[] Rows { get; }

    public long[] Values { get; }

    public bool[] Present { get; }

    public static RowBuffer Rent() => new(
        ArrayPool<ushort>.Shared.Rent(SegmentNumber.RowCount), ArrayPool<long>.Shared.Rent(SegmentNumber.RowCount),
        ArrayPool<bool>.Shared.Rent(SegmentNumber.RowCount));

    public void Dispose()
    {
        ArrayPool<ushort>.Shared.Return(Rows);
        ArrayPool<long>.Shared.Return(Values);
        ArrayPool<bool>.Shared.Return(Present);
    }
}
