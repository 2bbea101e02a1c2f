namespace Venn.Protocol.Versions.Comparing;

public sealed record ItemChange
{
    /// <summary>On the <c>to</c> side where the item is on it, else on the <c>from</c> side.</summary>
    public required string Id { get; init; }

    public string Filename { get; init; } = "";

    /// <summary><c>added</c>, <c>removed</c>, <c>changed</c>, or <c>annotations</c> when only those changed.</summary>
    public string Change { get; init; } = "";

    /// <summary>Fields that differ, by path: <c>filename</c>, <c>content</c>, <c>metadata.user.weather</c>.</summary>
    public IReadOnlyList<string>? Keys { get; init; }

    /// <summary>By key: what it was and is.</summary>
    public IReadOnlyDictionary<string, ValueChange>? Values { get; init; }

    public AnnotationChanges? Annotations { get; init; }
}
