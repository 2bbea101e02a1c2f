using Venn.Storage.Catalog;

namespace Venn.Engine.Query.Samples;

/// <summary>
/// Chooses among the items of a slice that are no directories, by chance that can be repeated: items stand in the order of a
/// hash of the seed and their path, and the first are taken. The same seed on the same paths gives the same items on any
/// machine, in any clone, after any history.
/// </summary>
/// <remarks>
/// The path, for it is the one thing that is unique in a state and is no number of this store. Not the content: copies of one
/// file would tie, items without a file would have none, and a file replaced would change the sample.
/// </remarks>
public sealed record Sample
{
    /// <summary>Any text.</summary>
    public required string Seed { get; init; }

    public required SampleSize Size { get; init; }

    /// <summary>Take of each of its strata; null for a plain sample.</summary>
    public Strata? Strata { get; init; }
}

/// <summary>
/// Groups of items by the values of a field. An item with several values (labels of its annotations, say) is in the group of
/// the rarest of them, so that rare values are not crowded out; items without a value are a group of their own.
/// </summary>
/// <param name="Relation">Whose field.</param>
/// <param name="Field">With at most <see cref="Strata.CountMax"/> different values.</param>
public sealed record Strata(Relation Relation, FieldPath Field)
{
    public const int CountMax = 10_000;

    /// <summary>As many of each group as of any other, as far as they have them; else each in proportion to its size.</summary>
    public bool AreEqual { get; init; }
}
