using System.Runtime.CompilerServices;
using Venn.Bitmaps.Containers.Kernels;

namespace Venn.Bitmaps.Containers.Operations;

/// <summary>
/// The values of the left alone. A result as large as the left is the left, found out before anything is allocated.
/// </summary>
internal static class ContainerAndNot
{
    public static Container Of(Container left, Container right) => (left, right) switch
    {
        (ArrayContainer a, ArrayContainer b) => Of(a, b),
        (ArrayContainer a, BitmapContainer b) => Of(a, b),
        (ArrayContainer a, RunContainer b) => Of(a, b),
        (BitmapContainer a, ArrayContainer b) => Of(a, b),
        (BitmapContainer a, BitmapContainer b) => OfWords(a, a.Words, b.Words),
        (BitmapContainer a, RunContainer b) => Of(a, b),
        (RunContainer a, ArrayContainer b) => Of(a, b),
        (RunContainer a, BitmapContainer b) => Of(a, b),
        (RunContainer a, RunContainer b) => OfPairs(a, b.Pairs),
        _ => throw ContainerDispatch.Unknown(left, right),
    };

    [SkipLocalsInit]
    private static Container Of(ArrayContainer left, ArrayContainer right)
    {
        Span<ushort> values = stackalloc ushort[ArrayContainer.MaxCardinality];
        return OfValues(left, values[..ArrayMatch.Subtract(left.Values, right.Values, values)]);
    }

    [SkipLocalsInit]
    private static Container Of(ArrayContainer left, BitmapContainer right)
    {
        Span<ushort> values = stackalloc ushort[ArrayContainer.MaxCardinality];
        return OfValues(left, values[..BitKernels.Filter(right.Words, left.Values, 0, values)]);
    }

    [SkipLocalsInit]
    private static Container Of(ArrayContainer left, RunContainer right)
    {
        Span<ushort> values = stackalloc ushort[ArrayContainer.MaxCardinality];
        return OfValues(left, values[..RunKernels.Filter(right.Pairs, left.Values, inside: false, values)]);
    }

    [SkipLocalsInit]
    private static Container Of(BitmapContainer left, ArrayContainer right)
    {
        var removed = BitKernels.Count(left.Words, right.Values);
        if (removed == 0)
        {
            return left;
        }

        Span<ulong> words = stackalloc ulong[Container.WordCount];
        left.Words.CopyTo(words);
        BitKernels.Clear(words, right.Values);
        return ContainerForm.FromWords(words, left.Cardinality - removed);
    }

    [SkipLocalsInit]
    private static Container Of(BitmapContainer left, RunContainer right)
    {
        Span<ulong> words = stackalloc ulong[Container.WordCount];
        right.CopyToWords(words);
        return OfWords(left, left.Words, words);
    }

    [SkipLocalsInit]
    private static Container Of(RunContainer left, ArrayContainer right)
    {
        if (ContainerDispatch.PrefersPairs(right))
        {
            Span<ushort> pairs = stackalloc ushort[2 * ContainerDispatch.MaxPairValues];
            return OfPairs(left, pairs[..RunKernels.FromValues(right.Values, pairs)]);
        }

        Span<ulong> words = stackalloc ulong[Container.WordCount];
        left.CopyToWords(words);
        BitKernels.Clear(words, right.Values);
        var cardinality = WordKernels.CountBits(words);
        return cardinality == left.Cardinality ? left : ContainerForm.FromWords(words, cardinality);
    }

    [SkipLocalsInit]
    private static Container Of(RunContainer left, BitmapContainer right)
    {
        Span<ulong> words = stackalloc ulong[Container.WordCount];
        left.CopyToWords(words);
        return OfWords(left, words, right.Words);
    }

    /// <param name="rightPairs">The right operand as runs.</param>
    [SkipLocalsInit]
    private static Container OfPairs(RunContainer left, ReadOnlySpan<ushort> rightPairs)
    {
        Span<ushort> pairs = stackalloc ushort[4 * ContainerForm.MaxRuns];
        pairs = pairs[..RunKernels.Combine<AndNotWords>(left.Pairs, rightPairs, pairs)];
        var cardinality = RunKernels.Cardinality(pairs);
        return cardinality == left.Cardinality ? left : ContainerForm.FromPairs(pairs, cardinality);
    }

    [SkipLocalsInit]
    private static Container OfWords(Container left, ReadOnlySpan<ulong> leftWords, ReadOnlySpan<ulong> rightWords)
    {
        Span<ulong> words = stackalloc ulong[Container.WordCount];
        var cardinality = WordKernels.Combine<AndNotWords>(leftWords, rightWords, words);
        return cardinality == left.Cardinality ? left : ContainerForm.FromWords(words, cardinality);
    }

    private static Container OfValues(ArrayContainer left, ReadOnlySpan<ushort> values) =>
        values.Length == left.Cardinality ? left : ContainerForm.FromValues(values);
}
