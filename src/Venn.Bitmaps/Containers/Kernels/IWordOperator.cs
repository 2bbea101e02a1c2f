using System.Runtime.Intrinsics;

namespace Venn.Bitmaps.Containers.Kernels;

/// <summary>A bitwise operation at each width; a struct, so that the loop over it is compiled for it alone.</summary>
internal interface IWordOperator
{
    static abstract ulong Apply(ulong left, ulong right);

    static abstract Vector256<ulong> Apply(Vector256<ulong> left, Vector256<ulong> right);

    static abstract Vector512<ulong> Apply(Vector512<ulong> left, Vector512<ulong> right);
}
