namespace Venn.Engine.Query.Facets;

/// <param name="Totals">Of the slice.</param>
/// <param name="Results">One for each facet, in the order asked.</param>
public sealed record FacetAnswer(FacetTotals Totals, IReadOnlyList<FacetResult> Results);

/// <param name="ItemsCount">Items that are no directories.</param>
/// <param name="DirectoriesCount">Directories.</param>
/// <param name="SizeBytes">Bytes of the items' binaries; one that several items have counts for each.</param>
/// <param name="AnnotationsCount">Annotations.</param>
/// <param name="AnnotatedItemsCount">Items with at least one of those annotations.</param>
public sealed record FacetTotals(
    long ItemsCount, long DirectoriesCount, long SizeBytes, long AnnotationsCount, long AnnotatedItemsCount);
