using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Venn.Bitmaps.Containers.Kernels;

/// <summary>
/// Which values of one sorted array are in another: eight against eight at a time, all pairs compared by seven rotations.
/// Source: B. Schlegel, T. Willhalm, W. Lehner, "Fast Sorted-Set Intersection using SIMD Instructions" (2011).
/// Where one array is far longer, the shorter is looked up in it instead.
/// </summary>
internal static class ArrayMatch
{
    /// <summary>From this ratio of lengths on, looking up costs less than passing over. Source: bench, Bitmaps.</summary>
    private const int LookUpRatio = 32;

    public static int Intersect(ReadOnlySpan<ushort> left, ReadOnlySpan<ushort> right, Span<ushort> destination) =>
        left.Length > right.Length ? Intersect(right, left, destination)
        : right.Length / LookUpRatio >= left.Length ? LookUp<Present>(left, right, destination)
        : Match<Present>(left, right, destination);

    public static int Subtract(ReadOnlySpan<ushort> left, ReadOnlySpan<ushort> right, Span<ushort> destination) =>
        left.Length / LookUpRatio >= right.Length ? CutOut(left, right, destination)
        : right.Length / LookUpRatio >= left.Length ? LookUp<Absent>(left, right, destination)
        : Match<Absent>(left, right, destination);

    public static int CountCommon(ReadOnlySpan<ushort> left, ReadOnlySpan<ushort> right) =>
        left.Length > right.Length ? CountCommon(right, left)
        : right.Length / LookUpRatio >= left.Length ? LookUp<Counted>(left, right, [])
        : Match<Counted>(left, right, []);

    private static int LookUp<TMode>(ReadOnlySpan<ushort> few, ReadOnlySpan<ushort> many, Span<ushort> destination)
        where TMode : struct, IMode
    {
        int count = 0, at = 0;
        foreach (var value in few)
        {
            at = ArrayKernels.Advance(many, at, value);
            if ((at < many.Length && many[at] == value) == TMode.KeepsFound)
            {
                if (TMode.Writes)
                {
                    destination[count] = value;
                }

                count++;
            }
        }

        return count;
    }

    /// <summary>Copies what stands between the few values to be taken out.</summary>
    private static int CutOut(ReadOnlySpan<ushort> many, ReadOnlySpan<ushort> few, Span<ushort> destination)
    {
        int count = 0, from = 0;
        foreach (var value in few)
        {
            var at = ArrayKernels.Advance(many, from, value);
            many[from..at].CopyTo(destination[count..]);
            count += at - from;
            from = at < many.Length && many[at] == value ? at + 1 : at;
        }

        many[from..].CopyTo(destination[count..]);
        return count + many.Length - from;
    }

    private static int Match<TMode>(ReadOnlySpan<ushort> left, ReadOnlySpan<ushort> right, Span<ushort> destination)
        where TMode : struct, IMode
    {
        int i = 0, j = 0, count = 0;
        var found = Vector128<ushort>.Zero;
        if (TMode.Writes)
        {
            // A store writes eight values at count ≤ i, of which i + 8 ≤ the length: never past this slice.
            destination = destination[..left.Length];
        }

        if (Vector128.IsHardwareAccelerated)
        {
            ref var a = ref MemoryMarshal.GetReference(left);
            ref var b = ref MemoryMarshal.GetReference(right);
            ref var target = ref MemoryMarshal.GetReference(destination);
            while (i + 8 <= left.Length && j + 8 <= right.Length)
            {
                var values = Vector128.LoadUnsafe(ref a, (nuint)i);
                found |= EqualToAny(values, Vector128.LoadUnsafe(ref b, (nuint)j));
                // Both steps without a branch: which side is ahead cannot be predicted.
                var (leftLast, rightLast) = (Unsafe.Add(ref a, i + 7), Unsafe.Add(ref b, j + 7));
                var leftStep = leftLast <= rightLast ? 8 : 0;
                var kept = TMode.KeepsFound ? found : ~found;
                var bits = kept.ExtractMostSignificantBits();
                if (TMode.Writes)
                {
                    Compress(kept, bits, values).StoreUnsafe(ref target, (nuint)count);
                }

                count += leftStep == 0 ? 0 : BitOperations.PopCount(bits);
                found &= Vector128.Create((ushort)((leftStep >> 3) - 1));
                i += leftStep;
                j += rightLast <= leftLast ? 8 : 0;
            }
        }

        return Finish<TMode>(left[i..], right[j..], found.ExtractMostSignificantBits(), destination, count);
    }

    /// <summary>The rest, one by one; the low bits tell of the first eight which were found already.</summary>
    private static int Finish<TMode>(
        ReadOnlySpan<ushort> left, ReadOnlySpan<ushort> right, uint found, Span<ushort> destination, int count)
        where TMode : struct, IMode
    {
        for (int i = 0, j = 0; i < left.Length; i++, found >>= 1)
        {
            if (j == right.Length && found == 0)
            {
                return TMode.KeepsFound ? count : count + CopyRest<TMode>(left[i..], destination, count);
            }

            while (j < right.Length && right[j] < left[i])
            {
                j++;
            }

            var isFound = (found & 1) != 0 || (j < right.Length && right[j] == left[i]);
            if (isFound == TMode.KeepsFound)
            {
                if (TMode.Writes)
                {
                    destination[count] = left[i];
                }

                count++;
            }
        }

        return count;
    }

    private static int CopyRest<TMode>(ReadOnlySpan<ushort> rest, Span<ushort> destination, int count)
        where TMode : struct, IMode
    {
        if (TMode.Writes)
        {
            rest.CopyTo(destination[count..]);
        }

        return rest.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> EqualToAny(Vector128<ushort> values, Vector128<ushort> others) =>
        (Vector128.Equals(values, others)
            | Vector128.Equals(values, Vector128.Shuffle(others, Vector128.Create((ushort)1, 2, 3, 4, 5, 6, 7, 0))))
        | (Vector128.Equals(values, Vector128.Shuffle(others, Vector128.Create((ushort)2, 3, 4, 5, 6, 7, 0, 1)))
            | Vector128.Equals(values, Vector128.Shuffle(others, Vector128.Create((ushort)3, 4, 5, 6, 7, 0, 1, 2))))
        | ((Vector128.Equals(values, Vector128.Shuffle(others, Vector128.Create((ushort)4, 5, 6, 7, 0, 1, 2, 3)))
            | Vector128.Equals(values, Vector128.Shuffle(others, Vector128.Create((ushort)5, 6, 7, 0, 1, 2, 3, 4))))
        | (Vector128.Equals(values, Vector128.Shuffle(others, Vector128.Create((ushort)6, 7, 0, 1, 2, 3, 4, 5)))
            | Vector128.Equals(values, Vector128.Shuffle(others, Vector128.Create((ushort)7, 0, 1, 2, 3, 4, 5, 6)))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Compress(Vector128<ushort> mask, uint bits, Vector128<ushort> values) =>
        Avx512Vbmi2.VL.IsSupported
            ? Avx512Vbmi2.VL.Compress(Vector128<ushort>.Zero, mask, values)
            : Vector128.Shuffle(values.AsByte(), CompressTable.Of(bits)).AsUInt16();

    private interface IMode
    {
        static abstract bool KeepsFound { get; }

        static abstract bool Writes { get; }
    }

    private readonly struct Present : IMode
    {
        public static bool KeepsFound => true;

        public static bool Writes => true;
    }

    private readonly struct Absent : IMode
    {
        public static bool KeepsFound => false;

        public static bool Writes => true;
    }

    private readonly struct Counted : IMode
    {
        public static bool KeepsFound => true;

        public static bool Writes => false;
    }
}
