using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Venn.Bitmaps.Containers.Kernels;

/// <summary>
/// Loops over the 1,024 words of the bitset form, at the widest vector the machine runs well. A span that is not a whole
/// number of vectors is finished word by word.
/// </summary>
internal static class WordKernels
{
    /// <summary>Writes the combination; returns its cardinality. The destination may be one of the operands.</summary>
    public static int Combine<TOperator>(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> destination)
        where TOperator : struct, IWordOperator
    {
        right = right[..left.Length];
        destination = destination[..left.Length];
        ref var a = ref MemoryMarshal.GetReference(left);
        ref var b = ref MemoryMarshal.GetReference(right);
        ref var d = ref MemoryMarshal.GetReference(destination);
        int i = 0, count = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            while (i + Vector512<ulong>.Count <= left.Length)
            {
                var end = Math.Min(left.Length, i + (BitCount.MaxVectorsPerByteSum * Vector512<ulong>.Count));
                var sums = Vector512<byte>.Zero;
                for (; i + Vector512<ulong>.Count <= end; i += Vector512<ulong>.Count)
                {
                    var word = TOperator.Apply(Vector512.LoadUnsafe(ref a, (nuint)i), Vector512.LoadUnsafe(ref b, (nuint)i));
                    word.StoreUnsafe(ref d, (nuint)i);
                    sums += BitCount.OfBytes(word);
                }

                count += BitCount.Sum(sums);
            }
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            while (i + Vector256<ulong>.Count <= left.Length)
            {
                var end = Math.Min(left.Length, i + (BitCount.MaxVectorsPerByteSum * Vector256<ulong>.Count));
                var sums = Vector256<byte>.Zero;
                for (; i + Vector256<ulong>.Count <= end; i += Vector256<ulong>.Count)
                {
                    var word = TOperator.Apply(Vector256.LoadUnsafe(ref a, (nuint)i), Vector256.LoadUnsafe(ref b, (nuint)i));
                    word.StoreUnsafe(ref d, (nuint)i);
                    sums += BitCount.OfBytes(word);
                }

                count += BitCount.Sum(sums);
            }
        }

        for (; i < left.Length; i++)
        {
            destination[i] = TOperator.Apply(left[i], right[i]);
            count += BitOperations.PopCount(destination[i]);
        }

        return count;
    }

    /// <summary>The cardinality of the intersection, with nothing written.</summary>
    public static int CountCommon(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        right = right[..left.Length];
        ref var a = ref MemoryMarshal.GetReference(left);
        ref var b = ref MemoryMarshal.GetReference(right);
        int i = 0, count = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            while (i + Vector512<ulong>.Count <= left.Length)
            {
                var end = Math.Min(left.Length, i + (BitCount.MaxVectorsPerByteSum * Vector512<ulong>.Count));
                var sums = Vector512<byte>.Zero;
                for (; i + Vector512<ulong>.Count <= end; i += Vector512<ulong>.Count)
                {
                    sums += BitCount.OfBytes(Vector512.LoadUnsafe(ref a, (nuint)i) & Vector512.LoadUnsafe(ref b, (nuint)i));
                }

                count += BitCount.Sum(sums);
            }
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            while (i + Vector256<ulong>.Count <= left.Length)
            {
                var end = Math.Min(left.Length, i + (BitCount.MaxVectorsPerByteSum * Vector256<ulong>.Count));
                var sums = Vector256<byte>.Zero;
                for (; i + Vector256<ulong>.Count <= end; i += Vector256<ulong>.Count)
                {
                    sums += BitCount.OfBytes(Vector256.LoadUnsafe(ref a, (nuint)i) & Vector256.LoadUnsafe(ref b, (nuint)i));
                }

                count += BitCount.Sum(sums);
            }
        }

        for (; i < left.Length; i++)
        {
            count += BitOperations.PopCount(left[i] & right[i]);
        }

        return count;
    }

    public static int CountBits(ReadOnlySpan<ulong> words) => CountCommon(words, words);

    /// <summary>Some word of the combination is not zero; stops at the first.</summary>
    public static bool AnyBit<TOperator>(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
        where TOperator : struct, IWordOperator
    {
        right = right[..left.Length];
        ref var a = ref MemoryMarshal.GetReference(left);
        ref var b = ref MemoryMarshal.GetReference(right);
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i + Vector256<ulong>.Count <= left.Length; i += Vector256<ulong>.Count)
            {
                var word = TOperator.Apply(Vector256.LoadUnsafe(ref a, (nuint)i), Vector256.LoadUnsafe(ref b, (nuint)i));
                if (word != Vector256<ulong>.Zero)
                {
                    return true;
                }
            }
        }

        for (; i < left.Length; i++)
        {
            if (TOperator.Apply(left[i], right[i]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>How many maximal runs there are: a run starts at each set bit whose lower neighbour is clear.</summary>
    public static int CountRuns(ReadOnlySpan<ulong> words)
    {
        if (words.IsEmpty)
        {
            return 0;
        }

        ref var w = ref MemoryMarshal.GetReference(words);
        var runs = BitOperations.PopCount(words[0] & ~(words[0] << 1));
        var i = 1;
        if (Vector512.IsHardwareAccelerated)
        {
            while (i + Vector512<ulong>.Count <= words.Length)
            {
                var end = Math.Min(words.Length, i + (BitCount.MaxVectorsPerByteSum * Vector512<ulong>.Count));
                var sums = Vector512<byte>.Zero;
                for (; i + Vector512<ulong>.Count <= end; i += Vector512<ulong>.Count)
                {
                    var word = Vector512.LoadUnsafe(ref w, (nuint)i);
                    var before = Vector512.LoadUnsafe(ref w, (nuint)(i - 1));
                    sums += BitCount.OfBytes(word & ~(word << 1 | before >> 63));
                }

                runs += BitCount.Sum(sums);
            }
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            while (i + Vector256<ulong>.Count <= words.Length)
            {
                var end = Math.Min(words.Length, i + (BitCount.MaxVectorsPerByteSum * Vector256<ulong>.Count));
                var sums = Vector256<byte>.Zero;
                for (; i + Vector256<ulong>.Count <= end; i += Vector256<ulong>.Count)
                {
                    var word = Vector256.LoadUnsafe(ref w, (nuint)i);
                    var before = Vector256.LoadUnsafe(ref w, (nuint)(i - 1));
                    sums += BitCount.OfBytes(word & ~(word << 1 | before >> 63));
                }

                runs += BitCount.Sum(sums);
            }
        }

        for (; i < words.Length; i++)
        {
            runs += BitOperations.PopCount(words[i] & ~(words[i] << 1 | words[i - 1] >> 63));
        }

        return runs;
    }
}
