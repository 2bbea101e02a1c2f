namespace Venn.Protocol.Versions.Comparing;

public sealed record AnnotationChanges
{
    public IReadOnlyList<AnnotationChange> Added { get; init; } = [];

    public IReadOnlyList<AnnotationChange> Removed { get; init; } = [];

    public IReadOnlyList<AnnotationChange> Changed { get; init; } = [];
}
