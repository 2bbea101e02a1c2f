using Venn.Storage.Catalog;

namespace Venn.Engine.Query.Facets;

/// <summary>
/// One thing to tell. A field that holds an array counts once for each different value in it; a field that a mask hides is
/// missing.
/// </summary>
public abstract record Facet
{
    private Facet()
    {
    }

    /// <summary>How many rows have each value of a field.</summary>
    /// <param name="Relation">Items or annotations.</param>
    /// <param name="Field">Of any type; 1 and 1.0 are one value.</param>
    public sealed record Values(Relation Relation, FieldPath Field) : Facet
    {
        public const int LimitMax = 10_000;

        /// <summary>Values told, the most frequent first; the others as a sum.</summary>
        public int Limit { get; init; } = 100;

        /// <summary>
        /// For <see cref="FieldPath.Directory"/> and <see cref="FieldPath.Path"/>: names kept of a path (0: the root), so that
        /// what lies deeper counts for the directory above it. Null for whole paths.
        /// </summary>
        public int? Depth { get; init; }
    }

    /// <summary>How the numbers, or the times, of a field are spread.</summary>
    /// <param name="Relation">Items or annotations.</param>
    /// <param name="Field">Numbers are read as doubles, times as milliseconds since 1970.</param>
    /// <param name="Buckets">How to cut.</param>
    public sealed record Histogram(Relation Relation, FieldPath Field, Buckets Buckets) : Facet;

    /// <summary>How many items have both of two values of a field of their annotations: labels, mostly.</summary>
    /// <param name="Field">Of annotations; texts alone.</param>
    /// <param name="Limit">The most frequent values are looked at, 2 to <see cref="LimitMax"/>.</param>
    public sealed record Together(FieldPath Field, int Limit) : Facet
    {
        public const int LimitMax = 128;
    }
}
