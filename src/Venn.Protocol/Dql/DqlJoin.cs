namespace Venn.Protocol.Dql;

/// <summary>A semi-join: what is asked for must have one single joined entity that satisfies the filter.</summary>
/// <param name="Resource">The joined resource, or null when it was left to be inferred.</param>
/// <param name="Filter">Condition on the joined entity.</param>
public sealed record DqlJoin(string? Resource, DqlCondition Filter);
