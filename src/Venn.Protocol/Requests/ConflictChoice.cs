namespace Venn.Protocol.Requests;

/// <summary>How one conflict is settled: as a whole, key by key, or both.</summary>
public sealed record ConflictChoice
{
    /// <summary><c>items</c> or <c>annotations</c>.</summary>
    public required string Relation { get; init; }

    /// <summary>As the conflict names it.</summary>
    public required string Id { get; init; }

    /// <summary><c>ours</c> or <c>theirs</c>: for every key not named below, and for a deletion against an edit.</summary>
    public string? Whole { get; init; }

    /// <summary>By key: <c>ours</c> or <c>theirs</c>.</summary>
    public IReadOnlyDictionary<string, string>? Fields { get; init; }
}
