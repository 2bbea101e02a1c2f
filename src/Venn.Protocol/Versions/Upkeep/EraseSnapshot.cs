namespace Venn.Protocol.Versions.Upkeep;

/// <summary>A snapshot that an erasure touches.</summary>
public sealed record EraseSnapshot
{
    public required string Id { get; init; }

    public string Name { get; init; } = "";

    /// <summary>Whether it has a hold, in force or past.</summary>
    public bool Held { get; init; }
}
