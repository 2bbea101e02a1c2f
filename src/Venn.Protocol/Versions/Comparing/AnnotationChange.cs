namespace Venn.Protocol.Versions.Comparing;

public sealed record AnnotationChange
{
    public required string Id { get; init; }

    public string? Type { get; init; }

    public string? Label { get; init; }

    public IReadOnlyList<string>? Keys { get; init; }

    /// <summary>What the change is about: <c>geometry</c>, <c>label</c>, <c>attributes</c>, <c>status</c>, <c>other</c>.</summary>
    public IReadOnlyList<string>? Kinds { get; init; }

    /// <summary>By key: what it was and is.</summary>
    public IReadOnlyDictionary<string, ValueChange>? Values { get; init; }
}
