using System.Runtime.CompilerServices;
using Venn.Bitmaps.Containers.Kernels;

namespace Venn.Bitmaps.Containers.Operations;

/// <summary>The values in one of the two alone. Neither operand is empty, so the result is never one of them.</summary>
internal static class ContainerXor
{
    public static Container Of(Container left, Container right) => (left, right) switch
    {
        (ArrayContainer a, ArrayContainer b) => Of(a, b),
        (ArrayContainer a, BitmapContainer b) => Of(a, b),
        (ArrayContainer a, RunContainer b) => Of(a, b),
        (BitmapContainer a, ArrayContainer b) => Of(b, a),
        (BitmapContainer a, BitmapContainer b) => OfWords(a.Words, b.Words),
        (BitmapContainer a, RunContainer b) => Of(a, b),
        (RunContainer a, ArrayContainer b) => Of(b, a),
        (RunContainer a, BitmapContainer b) => Of(b, a),
        (RunContainer a, RunContainer b) => OfPairs(a.Pairs, b.Pairs),
        _ => throw ContainerDispatch.Unknown(left, right),
    };

    [SkipLocalsInit]
    private static Container Of(ArrayContainer left, ArrayContainer right)
    {
        if (ArrayMerge.PrefersWords(left.Cardinality, right.Cardinality))
        {
            return OfDense(left, right);
        }

        Span<ushort> values = stackalloc ushort[2 * ArrayContainer.MaxCardinality];
        return ContainerForm.FromValues(values[..ArrayMerge.SymmetricDifference(left.Values, right.Values, values)]);
    }

    [SkipLocalsInit]
    private static Container OfDense(ArrayContainer left, ArrayContainer right)
    {
        Span<ulong> words = stackalloc ulong[Container.WordCount];
        left.CopyToWords(words);
        BitKernels.Flip(words, right.Values);
        return ContainerForm.FromWords(words);
    }

    [SkipLocalsInit]
    private static Container Of(ArrayContainer left, BitmapContainer right)
    {
        var common = BitKernels.Count(right.Words, left.Values);
        Span<ulong> words = stackalloc ulong[Container.WordCount];
        right.Words.CopyTo(words);
        BitKernels.Flip(words, left.Values);
        return ContainerForm.FromWords(words, left.Cardinality + right.Cardinality - (2 * common));
    }

    [SkipLocalsInit]
    private static Container Of(ArrayContainer left, RunContainer right)
    {
        if (ContainerDispatch.PrefersPairs(left))
        {
            Span<ushort> pairs = stackalloc ushort[2 * ContainerDispatch.MaxPairValues];
            return OfPairs(pairs[..RunKernels.FromValues(left.Values, pairs)], right.Pairs);
        }

        Span<ulong> words = stackalloc ulong[Container.WordCount];
        right.CopyToWords(words);
        BitKernels.Flip(words, left.Values);
        return ContainerForm.FromWords(words);
    }

    [SkipLocalsInit]
    private static Container Of(BitmapContainer left, RunContainer right)
    {
        Span<ulong> words = stackalloc ulong[Container.WordCount];
        right.CopyToWords(words);
        return OfWords(left.Words, words);
    }

    [SkipLocalsInit]
    private static Container OfPairs(ReadOnlySpan<ushort> left, ReadOnlySpan<ushort> right)
    {
        Span<ushort> pairs = stackalloc ushort[4 * ContainerForm.MaxRuns];
        return ContainerForm.FromPairs(pairs[..RunKernels.Combine<XorWords>(left, right, pairs)]);
    }

    [SkipLocalsInit]
    private static Container OfWords(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        Span<ulong> words = stackalloc ulong[Container.WordCount];
        return ContainerForm.FromWords(words, WordKernels.Combine<XorWords>(left, right, words));
    }
}
