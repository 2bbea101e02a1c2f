namespace Venn.Engine.Query.Sorting;

/// <summary>A row that may be among the first of an order.</summary>
/// <param name="Keys">One for each field sorted by.</param>
/// <param name="Lineage">Decides last.</param>
/// <param name="Number">Of the revision.</param>
internal sealed record TopRow(SortValue[] Keys, long Lineage, long Number);
