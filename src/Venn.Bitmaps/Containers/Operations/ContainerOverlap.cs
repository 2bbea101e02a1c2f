using Venn.Bitmaps.Containers.Kernels;

namespace Venn.Bitmaps.Containers.Operations;

/// <summary>What two containers have in common, counted with nothing allocated.</summary>
internal static class ContainerOverlap
{
    public static int Count(Container left, Container right) => (left, right) switch
    {
        (ArrayContainer a, ArrayContainer b) => ArrayMatch.CountCommon(a.Values, b.Values),
        (ArrayContainer a, BitmapContainer b) => BitKernels.Count(b.Words, a.Values),
        (ArrayContainer a, RunContainer b) => RunKernels.CountInside(b.Pairs, a.Values),
        (BitmapContainer a, ArrayContainer b) => BitKernels.Count(a.Words, b.Values),
        (BitmapContainer a, BitmapContainer b) => WordKernels.CountCommon(a.Words, b.Words),
        (BitmapContainer a, RunContainer b) => Count(a, b),
        (RunContainer a, ArrayContainer b) => RunKernels.CountInside(a.Pairs, b.Values),
        (RunContainer a, BitmapContainer b) => Count(b, a),
        (RunContainer a, RunContainer b) => RunKernels.CountCommon(a.Pairs, b.Pairs),
        _ => throw ContainerDispatch.Unknown(left, right),
    };

    public static bool Any(Container left, Container right) => (left, right) switch
    {
        (ArrayContainer a, BitmapContainer b) => Any(a, b),
        (BitmapContainer a, ArrayContainer b) => Any(b, a),
        (BitmapContainer a, BitmapContainer b) => WordKernels.AnyBit<AndWords>(a.Words, b.Words),
        _ => Count(left, right) != 0,
    };

    public static bool IsSubset(Container left, Container right) =>
        left.Cardinality <= right.Cardinality && (left, right) switch
        {
            (BitmapContainer a, BitmapContainer b) => !WordKernels.AnyBit<AndNotWords>(a.Words, b.Words),
            _ => Count(left, right) == left.Cardinality,
        };

    private static int Count(BitmapContainer left, RunContainer right)
    {
        var count = 0;
        var pairs = right.Pairs;
        for (var i = 0; i < pairs.Length; i += 2)
        {
            count += BitKernels.CountRange(left.Words, pairs[i], pairs[i] + pairs[i + 1]);
        }

        return count;
    }

    private static bool Any(ArrayContainer left, BitmapContainer right)
    {
        foreach (var value in left.Values)
        {
            if (BitKernels.Test(right.Words, value))
            {
                return true;
            }
        }

        return false;
    }
}
