using Venn.Bitmaps.Containers.Kernels;

namespace Venn.Bitmaps.Containers;

/// <summary>
/// The choice of form, from content alone: array 2·n bytes (n ≤ 4,096), bitmap 8,192, run 2 + 4·runs; the run form only
/// where it is strictly smaller, as in the reference implementations' runOptimize. Source: RoaringFormatSpec.
/// </summary>
internal static class ContainerForm
{
    public const int BitmapSizeBytes = 8192;

    /// <summary>The most runs a container in run form can have: 2 + 4·runs &lt; 8,192.</summary>
    public const int MaxRuns = 2047;

    public static bool PrefersRuns(int cardinality, int runs) =>
        2 + (4 * runs) < (cardinality <= ArrayContainer.MaxCardinality ? 2 * cardinality : BitmapSizeBytes);

    /// <summary>The values ascend strictly.</summary>
    public static Container FromValues(ReadOnlySpan<ushort> values)
    {
        if (Constant(values.Length) is { } constant)
        {
            return constant;
        }

        var runs = ArrayKernels.CountRuns(values);
        if (PrefersRuns(values.Length, runs))
        {
            var pairs = new ushort[2 * runs];
            RunKernels.FromValues(values, pairs);
            return new RunContainer(pairs, values.Length);
        }

        if (values.Length <= ArrayContainer.MaxCardinality)
        {
            return new ArrayContainer(values.ToArray());
        }

        var words = new ulong[Container.WordCount];
        BitKernels.Set(words, values);
        return new BitmapContainer(words, values.Length);
    }

    public static Container FromWords(ReadOnlySpan<ulong> words) => FromWords(words, WordKernels.CountBits(words));

    /// <summary>The words are copied; their cardinality is known.</summary>
    public static Container FromWords(ReadOnlySpan<ulong> words, int cardinality)
    {
        if (Constant(cardinality) is { } constant)
        {
            return constant;
        }

        var runs = WordKernels.CountRuns(words);
        if (PrefersRuns(cardinality, runs))
        {
            var pairs = new ushort[2 * runs];
            RunKernels.FromWords(words, pairs);
            return new RunContainer(pairs, cardinality);
        }

        if (cardinality <= ArrayContainer.MaxCardinality)
        {
            var values = new ushort[cardinality];
            BitDecoder.Decode(words, 0, values);
            return new ArrayContainer(values);
        }

        var copy = GC.AllocateUninitializedArray<ulong>(Container.WordCount);
        words.CopyTo(copy);
        return new BitmapContainer(copy, cardinality);
    }

    /// <summary>The runs are sorted and do not touch.</summary>
    public static Container FromPairs(ReadOnlySpan<ushort> pairs) => FromPairs(pairs, RunKernels.Cardinality(pairs));

    public static Container FromPairs(ReadOnlySpan<ushort> pairs, int cardinality)
    {
        if (Constant(cardinality) is { } constant)
        {
            return constant;
        }

        if (PrefersRuns(cardinality, pairs.Length / 2))
        {
            return new RunContainer(pairs.ToArray(), cardinality);
        }

        if (cardinality <= ArrayContainer.MaxCardinality)
        {
            var values = new ushort[cardinality];
            RunKernels.WriteValues(pairs, values);
            return new ArrayContainer(values);
        }

        var words = new ulong[Container.WordCount];
        RunKernels.WriteWords(pairs, words);
        return new BitmapContainer(words, cardinality);
    }

    /// <summary>The empty and the full container are there once.</summary>
    private static Container? Constant(int cardinality) => cardinality switch
    {
        0 => Container.Empty,
        Container.ValueCount => Container.Full,
        _ => null,
    };
}
