namespace Venn.Engine.Revisions;

/// <summary>A lineage fresh from the counter, with the instant it was given: instants never go back as lineages ascend.</summary>
public readonly record struct Identity(Lineage Lineage, DateTimeOffset CreatedAt);
