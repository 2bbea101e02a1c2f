namespace Venn.Protocol.Versions.Upkeep;

/// <summary>How long history is kept; none of <see cref="Days"/> and <see cref="Commits"/>: for ever.</summary>
public sealed record Retention
{
    /// <summary>None for the default.</summary>
    public string? DatasetId { get; init; }

    /// <summary>Whether it is the default that holds.</summary>
    public bool Inherited { get; init; }

    /// <summary>What was the head within so many days is kept.</summary>
    public int? Days { get; init; }

    /// <summary>The last so many commits are kept.</summary>
    public int? Commits { get; init; }

    /// <summary>Days after its deletion until a dataset is gone for good; none: never.</summary>
    public int? DeletedDays { get; init; }
}
