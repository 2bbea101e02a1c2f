using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Venn.Bitmaps.Containers.Kernels;

/// <summary>For each mask of eight 16-bit lanes, the byte shuffle that moves the marked lanes to the front: 4 KB.</summary>
internal static class CompressTable
{
    private static readonly byte[] Shuffles = Build();

    public static Vector128<byte> Of(uint bits) =>
        Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(Shuffles), 16 * (bits & 255));

    private static byte[] Build()
    {
        var shuffles = new byte[256 * 16];
        Array.Fill(shuffles, byte.MaxValue);
        for (var mask = 0; mask < 256; mask++)
        {
            var at = 16 * mask;
            for (var rest = mask; rest != 0; rest &= rest - 1)
            {
                var lane = BitOperations.TrailingZeroCount(rest);
                shuffles[at++] = (byte)(2 * lane);
                shuffles[at++] = (byte)((2 * lane) + 1);
            }
        }

        return shuffles;
    }
}
