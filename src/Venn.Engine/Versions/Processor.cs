using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Venn.Engine.Versions;

/// <summary>What is said to the processor itself.</summary>
internal static class Processor
{
    /// <summary>Begins to load the line of memory in which a value stands, and waits for nothing. Where there is no such instruction: nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch<T>(ref readonly T value)
        where T : unmanaged
    {
        if (Sse.IsSupported)
        {
            // An address that the collector has moved meanwhile is a line loaded in vain, and no more.
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in value)));
        }
    }
}
