using System.Runtime.CompilerServices;
using Venn.Bitmaps.Containers.Kernels;

namespace Venn.Bitmaps.Containers.Operations;

/// <summary>
/// The values in either. A result as large as an operand is that operand, found out before anything is allocated.
/// </summary>
internal static class ContainerOr
{
    public static Container Of(Container left, Container right) => (left, right) switch
    {
        (ArrayContainer a, ArrayContainer b) => Of(a, b),
        (ArrayContainer a, BitmapContainer b) => Of(a, b),
        (ArrayContainer a, RunContainer b) => Of(a, b),
        (BitmapContainer a, ArrayContainer b) => Of(b, a),
        (BitmapContainer a, BitmapContainer b) => OfWords(a, b, a.Words, b.Words),
        (BitmapContainer a, RunContainer b) => Of(a, b),
        (RunContainer a, ArrayContainer b) => Of(b, a),
        (RunContainer a, BitmapContainer b) => Of(b, a),
        (RunContainer a, RunContainer b) => OfPairs(a, b, a.Pairs),
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
        var count = ArrayMerge.Union(left.Values, right.Values, values);
        return count == left.Cardinality ? left
            : count == right.Cardinality ? right
            : ContainerForm.FromValues(values[..count]);
    }

    [SkipLocalsInit]
    private static Container Of(ArrayContainer left, BitmapContainer right)
    {
        var added = left.Cardinality - BitKernels.Count(right.Words, left.Values);
        if (added == 0)
        {
            return right;
        }

        Span<ulong> words = stackalloc ulong[Container.WordCount];
        right.Words.CopyTo(words);
        BitKernels.Set(words, left.Values);
        return ContainerForm.FromWords(words, right.Cardinality + added);
    }

    [SkipLocalsInit]
    private static Container OfDense(ArrayContainer left, ArrayContainer right)
    {
        Span<ulong> words = stackalloc ulong[Container.WordCount];
        left.CopyToWords(words);
        BitKernels.Set(words, right.Values);
        return OfCounted(left, right, words, WordKernels.CountBits(words));
    }

    [SkipLocalsInit]
    private static Container Of(ArrayContainer left, RunContainer right)
    {
        if (ContainerDispatch.PrefersPairs(left))
        {
            Span<ushort> pairs = stackalloc ushort[2 * ContainerDispatch.MaxPairValues];
            return OfPairs(left, right, pairs[..RunKernels.FromValues(left.Values, pairs)]);
        }

        Span<ulong> words = stackalloc ulong[Container.WordCount];
        right.CopyToWords(words);
        BitKernels.Set(words, left.Values);
        return OfCounted(left, right, words, WordKernels.CountBits(words));
    }

    [SkipLocalsInit]
    private static Container Of(BitmapContainer left, RunContainer right)
    {
        Span<ulong> words = stackalloc ulong[Container.WordCount];
        right.CopyToWords(words);
        return OfWords(left, right, left.Words, words);
    }

    /// <param name="leftPairs">The left operand as runs.</param>
    [SkipLocalsInit]
    private static Container OfPairs(Container left, RunContainer right, ReadOnlySpan<ushort> leftPairs)
    {
        Span<ushort> pairs = stackalloc ushort[4 * ContainerForm.MaxRuns];
        pairs = pairs[..RunKernels.Combine<OrWords>(leftPairs, right.Pairs, pairs)];
        var cardinality = RunKernels.Cardinality(pairs);
        return cardinality == left.Cardinality ? left
            : cardinality == right.Cardinality ? right
            : ContainerForm.FromPairs(pairs, cardinality);
    }

    [SkipLocalsInit]
    private static Container OfWords(
        Container left, Container right, ReadOnlySpan<ulong> leftWords, ReadOnlySpan<ulong> rightWords)
    {
        Span<ulong> words = stackalloc ulong[Container.WordCount];
        return OfCounted(left, right, words, WordKernels.Combine<OrWords>(leftWords, rightWords, words));
    }

    private static Container OfCounted(Container left, Container right, ReadOnlySpan<ulong> words, int cardinality) =>
        cardinality == left.Cardinality ? left
        : cardinality == right.Cardinality ? right
        : ContainerForm.FromWords(words, cardinality);
}
