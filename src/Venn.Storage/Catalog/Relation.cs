namespace Venn.Storage.Catalog;

/// <summary>The two relations of the engine; each has revision numbers and lineages of its own.</summary>
public enum Relation
{
    Items = 0,
    Annotations = 1,
}
