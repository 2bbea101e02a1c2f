namespace Venn.Engine.Query.Facets;

/// <summary>
/// How a histogram is cut. A bucket holds its lower edge and not its upper one, but the last holds both.
/// </summary>
public abstract record Buckets
{
    public const int CountMax = 1000;

    private Buckets()
    {
    }

    /// <summary>At most so many buckets with round edges (1, 2, 5 times a power of ten; whole minutes, hours, days, months, years).</summary>
    public sealed record Nice(int Count) : Buckets;

    /// <summary>Between these, ascending.</summary>
    /// <param name="Edges">At least two.</param>
    /// <param name="AreTimes">They are milliseconds since 1970, and the field's times are meant; else its numbers.</param>
    public sealed record Given(IReadOnlyList<double> Edges, bool AreTimes) : Buckets;

    /// <summary>
    /// So many buckets of as many values each as can be: an edge is the smallest value with at least k/n of the values up to
    /// it. Equal edges fall together.
    /// </summary>
    public sealed record Quantiles(int Count) : Buckets
    {
        public const int QuantilesMax = 100;
    }
}
