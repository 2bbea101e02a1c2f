namespace Venn.Protocol.Versions;

public sealed record VersionReference
{
    public string? DatasetId { get; init; }

    public string? CommitId { get; init; }
}
