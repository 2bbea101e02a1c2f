using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Venn.Bitmaps.Containers.Kernels;

/// <summary>Loops over one sorted array of values.</summary>
internal static class ArrayKernels
{
    public static int CountRuns(ReadOnlySpan<ushort> values)
    {
        if (values.IsEmpty)
        {
            return 0;
        }

        ref var v = ref MemoryMarshal.GetReference(values);
        var (i, joined) = (1, 0);
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i + Vector512<ushort>.Count <= values.Length; i += Vector512<ushort>.Count)
            {
                var difference = Vector512.LoadUnsafe(ref v, (nuint)i) - Vector512.LoadUnsafe(ref v, (nuint)(i - 1));
                joined += BitOperations.PopCount(Vector512.Equals(difference, Vector512<ushort>.One).ExtractMostSignificantBits());
            }
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            for (; i + Vector256<ushort>.Count <= values.Length; i += Vector256<ushort>.Count)
            {
                var difference = Vector256.LoadUnsafe(ref v, (nuint)i) - Vector256.LoadUnsafe(ref v, (nuint)(i - 1));
                joined += BitOperations.PopCount(Vector256.Equals(difference, Vector256<ushort>.One).ExtractMostSignificantBits());
            }
        }

        for (; i < values.Length; i++)
        {
            joined += values[i] - values[i - 1] == 1 ? 1 : 0;
        }

        return values.Length - joined;
    }

    /// <summary>The index of the first value that does not exceed the one before it; -1 if all ascend.</summary>
    public static int IndexOfDisorder(ReadOnlySpan<ushort> values)
    {
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] <= values[i - 1])
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The first index from <paramref name="from"/> whose value is at least <paramref name="value"/>.</summary>
    public static int Advance(ReadOnlySpan<ushort> values, int from, ushort value)
    {
        if (from >= values.Length || values[from] >= value)
        {
            return from;
        }

        var (low, step) = (from, 1);
        while (low + step < values.Length && values[low + step] < value)
        {
            low += step;
            step <<= 1;
        }

        var high = Math.Min(low + step, values.Length);
        var found = values[(low + 1)..high].BinarySearch(value);
        return low + 1 + (found >= 0 ? found : ~found);
    }

    /// <summary>Each value under the upper 48 bits.</summary>
    public static void Widen(ReadOnlySpan<ushort> values, ulong high, Span<ulong> destination)
    {
        destination = destination[..values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            destination[i] = high | values[i];
        }
    }
}
