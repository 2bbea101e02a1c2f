namespace Venn.Engine.Query.Facets;

/// <summary>The answer to one <see cref="Facet"/>.</summary>
public abstract record FacetResult
{
    private FacetResult()
    {
    }

    /// <param name="Counts">Most first; equal counts by type (booleans, numbers, texts), then ascending.</param>
    /// <param name="DistinctCount">How many different values there are, told or not.</param>
    /// <param name="OtherCount">The counts of the values not told, together.</param>
    /// <param name="MissingCount">Rows without any value: nothing there, null, or objects and empty arrays alone.</param>
    public sealed record Values(
        IReadOnlyList<(FieldValue Value, long Count)> Counts, long DistinctCount, long OtherCount, long MissingCount) : FacetResult;

    /// <param name="AreTimes">Edges, minimum, maximum and mean are milliseconds since 1970.</param>
    /// <param name="Edges">Ascending, one more than there are buckets; none when there is no value.</param>
    /// <param name="Counts">Values in each bucket.</param>
    /// <param name="BelowCount">Values below the first edge; of given edges alone.</param>
    /// <param name="AboveCount">Values above the last edge; of given edges alone.</param>
    /// <param name="Count">Values in all.</param>
    /// <param name="MissingCount">Rows without a value of the type.</param>
    /// <param name="Min">The smallest value; NaN without one, as the next two.</param>
    /// <param name="Max">The largest value.</param>
    /// <param name="Mean">The arithmetic mean.</param>
    public sealed record Histogram(
        bool AreTimes, IReadOnlyList<double> Edges, IReadOnlyList<long> Counts, long BelowCount, long AboveCount, long Count,
        long MissingCount, double Min, double Max, double Mean) : FacetResult;

    /// <param name="Texts">The values looked at, by how many annotations have them; with how many items.</param>
    /// <param name="Pairs">Pairs that stand on an item together, as positions in <paramref name="Texts"/>; most first.</param>
    public sealed record Together(
        IReadOnlyList<(string Text, long ItemsCount)> Texts,
        IReadOnlyList<(int First, int Second, long ItemsCount)> Pairs) : FacetResult;
}
