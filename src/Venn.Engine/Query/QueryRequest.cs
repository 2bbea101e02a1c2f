using Venn.Engine.Revisions;

namespace Venn.Engine.Query;

/// <summary>A page of the revisions that a filter selects from a state.</summary>
public sealed record QueryRequest
{
    public Filter Filter { get; init; } = Filter.All;

    /// <summary>Most significant first; the lineage, ascending, is always added last. Missing values come first when ascending.</summary>
    public IReadOnlyList<SortField> Sort { get; init; } = [];

    /// <summary>Rows to pass over.</summary>
    public long Offset { get; init; }

    /// <summary>Rows wanted; 0 counts alone.</summary>
    public int Limit { get; init; } = 1000;
}

/// <param name="Field">What to sort by; text ordinally, numbers and times by value; of an array its first element.</param>
/// <param name="Descending">Largest first.</param>
public readonly record struct SortField(FieldPath Field, bool Descending);

/// <param name="Revisions">In the order asked for; at most the limit.</param>
/// <param name="TotalCount">How many revisions match, whatever the offset and limit.</param>
public sealed record QueryPage(IReadOnlyList<RevisionNumber> Revisions, long TotalCount);
