using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Venn.Bitmaps.Containers.Kernels;

/// <summary>Set bits to ascending values.</summary>
internal static class BitDecoder
{
    private const int WordsPerChunk = 64;

    /// <summary>Writes the values, the first word's being from <paramref name="first"/>; returns how many.</summary>
    public static int Decode(ReadOnlySpan<ulong> words, int first, Span<ushort> values)
    {
        int i = 0, count = 0;
        if (Avx512Vbmi2.IsSupported)
        {
            ref var target = ref MemoryMarshal.GetReference(values);
            // A store writes a whole vector, so the last 64 places are left to the plain loop.
            for (; i < words.Length && count + 64 <= values.Length; i++)
            {
                var word = words[i];
                if (word == 0)
                {
                    continue;
                }

                var start = Vector512.Create((ushort)(first + (i << 6))) + Vector512<ushort>.Indices;
                Select(start, (uint)word).StoreUnsafe(ref target, (nuint)count);
                count += BitOperations.PopCount((uint)word);
                Select(start + Vector512.Create((ushort)32), (uint)(word >> 32)).StoreUnsafe(ref target, (nuint)count);
                count += BitOperations.PopCount(word >> 32);
            }
        }

        for (; i < words.Length; i++)
        {
            for (var word = words[i]; word != 0; word &= word - 1)
            {
                values[count++] = (ushort)(first + (i << 6) + BitOperations.TrailingZeroCount(word));
            }
        }

        return count;
    }

    /// <summary>Writes the values under <paramref name="high"/> (the upper 48 bits in place); returns how many.</summary>
    [SkipLocalsInit]
    public static int Decode(ReadOnlySpan<ulong> words, ulong high, Span<ulong> values)
    {
        Span<ushort> chunk = stackalloc ushort[(WordsPerChunk + 1) * 64];
        var count = 0;
        for (var i = 0; i < words.Length; i += WordsPerChunk)
        {
            var decoded = Decode(words.Slice(i, WordsPerChunk), i << 6, chunk);
            ArrayKernels.Widen(chunk[..decoded], high, values[count..]);
            count += decoded;
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ushort> Select(Vector512<ushort> values, uint bits)
    {
        var bit = Vector512.Create(
            (ushort)1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768,
            1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);
        // Chosen by a constant, not inserted: an insertion waits for the vector of the turn before.
        var lower = Vector512.Create(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 0, 0, 0, 0).AsUInt16();
        var halves = Vector512.ConditionalSelect(
            lower, Vector512.Create((ushort)bits), Vector512.Create((ushort)(bits >> 16)));
        return Avx512Vbmi2.Compress(Vector512<ushort>.Zero, Vector512.Equals(halves & bit, bit), values);
    }
}
