namespace Venn.Engine.Query.Samples;

/// <summary>How much a sample takes.</summary>
public abstract record SampleSize
{
    private SampleSize()
    {
    }

    /// <summary>So many items, or all when there are fewer.</summary>
    public sealed record Count(long Items) : SampleSize;

    /// <summary>A part of the items, above 0 and at most 100, rounded to the nearest whole number of items.</summary>
    public sealed record Percent(double Value) : SampleSize;

    /// <summary>
    /// One of the parts into which all items are split: disjoint, together everything, in proportion to their weights, in
    /// each stratum too. The same seed and the same parts make one split, whichever part is asked for.
    /// </summary>
    /// <param name="Parts">Names, each once, and weights above 0.</param>
    /// <param name="Name">Which.</param>
    public sealed record Part(IReadOnlyList<(string Name, double Weight)> Parts, string Name) : SampleSize
    {
        public const int PartsMax = 16;
    }
}
