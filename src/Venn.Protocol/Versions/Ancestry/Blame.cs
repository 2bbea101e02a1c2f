namespace Venn.Protocol.Versions.Ancestry;

/// <summary>Who set what an item or annotation is.</summary>
public sealed record Blame
{
    public string? Id { get; init; }

    /// <summary>An item's path.</summary>
    public string? Filename { get; init; }

    /// <summary>An annotation's.</summary>
    public string? Label { get; init; }

    /// <summary>An annotation's.</summary>
    public string? Type { get; init; }

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<FieldOrigin> Fields { get; init; } = [];

    /// <summary>How many an item has.</summary>
    public long AnnotationsCount { get; init; }

    /// <summary>An item's; the first thousand.</summary>
    public IReadOnlyList<AnnotationOrigin> Annotations { get; init; } = [];
}
