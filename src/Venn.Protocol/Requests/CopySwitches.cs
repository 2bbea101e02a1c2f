namespace Venn.Protocol.Requests;

/// <summary>What a clone or merge takes along, and where a clone goes.</summary>
public sealed record CopySwitches
{
    public bool WithItemsAnnotations { get; init; } = true;

    public bool WithMetadata { get; init; } = true;

    public bool WithTaskAnnotationsStatus { get; init; } = true;

    /// <summary>Clone only: an existing dataset to clone into.</summary>
    public string? TargetDatasetId { get; init; }

    /// <summary>Clone only: the directory below which every path is put.</summary>
    public string? TargetDirectory { get; init; }
}
