using System.Runtime.Intrinsics;

namespace Venn.Bitmaps.Containers.Kernels;

internal readonly struct XorWords : IWordOperator
{
    public static ulong Apply(ulong left, ulong right) => left ^ right;

    public static Vector256<ulong> Apply(Vector256<ulong> left, Vector256<ulong> right) => left ^ right;

    public static Vector512<ulong> Apply(Vector512<ulong> left, Vector512<ulong> right) => left ^ right;
}
