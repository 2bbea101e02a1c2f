using System.Runtime.CompilerServices;
using Venn.Bitmaps.Containers.Kernels;

namespace Venn.Bitmaps.Containers.Operations;

/// <summary>
/// The values in both. A result as large as an operand is that operand, found out before anything is allocated.
/// </summary>
internal static class ContainerAnd
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
        (RunContainer a, RunContainer b) => Of(a, b),
        _ => throw ContainerDispatch.Unknown(left, right),
    };

    [SkipLocalsInit]
    private static Container Of(ArrayContainer left, ArrayContainer right)
    {
        Span<ushort> values = stackalloc ushort[ArrayContainer.MaxCardinality];
        var count = ArrayMatch.Intersect(left.Values, right.Values, values);
        return count == right.Cardinality ? right : OfValues(left, values[..count]);
    }

    [SkipLocalsInit]
    private static Container Of(ArrayContainer left, BitmapContainer right)
    {
        Span<ushort> values = stackalloc ushort[ArrayContainer.MaxCardinality];
        return OfValues(left, values[..BitKernels.Filter(right.Words, left.Values, 1, values)]);
    }

    [SkipLocalsInit]
    private static Container Of(ArrayContainer left, RunContainer right)
    {
        Span<ushort> values = stackalloc ushort[ArrayContainer.MaxCardinality];
        var count = RunKernels.Filter(right.Pairs, left.Values, inside: true, values);
        return count == right.Cardinality ? right : OfValues(left, values[..count]);
    }

    [SkipLocalsInit]
    private static Container Of(BitmapContainer left, RunContainer right)
    {
        Span<ulong> words = stackalloc ulong[Container.WordCount];
        right.CopyToWords(words);
        return OfWords(left, right, left.Words, words);
    }

    [SkipLocalsInit]
    private static Container Of(RunContainer left, RunContainer right)
    {
        Span<ushort> pairs = stackalloc ushort[4 * ContainerForm.MaxRuns];
        pairs = pairs[..RunKernels.Combine<AndWords>(left.Pairs, right.Pairs, pairs)];
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
        var cardinality = WordKernels.Combine<AndWords>(leftWords, rightWords, words);
        return cardinality == left.Cardinality ? left
            : cardinality == right.Cardinality ? right
            : ContainerForm.FromWords(words, cardinality);
    }

    private static Container OfValues(ArrayContainer left, ReadOnlySpan<ushort> values) =>
        values.Length == left.Cardinality ? left : ContainerForm.FromValues(values);
}
