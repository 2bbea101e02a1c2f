namespace Venn.Storage.Catalog;

/// <summary>How a transaction ended.</summary>
public enum CatalogOutcome
{
    /// <summary>All of it is durable.</summary>
    Committed,

    /// <summary>None of it was written: a key was taken (see <see cref="CatalogBatch"/>).</summary>
    Conflict,
}
