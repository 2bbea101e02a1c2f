namespace Venn.Protocol.Versions;

public sealed record AnnotationChange
{
    public required string Id { get; init; }

    public string? Type { get; init; }

    public string? Label { get; init; }

    public IReadOnlyList<string>? Keys { get; init; }
}
