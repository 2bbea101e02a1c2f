namespace Venn.Protocol.Versions.Merging;

public sealed record RenamedItem
{
    /// <summary>The side it came from.</summary>
    public string? DatasetId { get; init; }

    /// <summary>Its id on that side.</summary>
    public string? ItemId { get; init; }

    public string Filename { get; init; } = "";

    public string NewFilename { get; init; } = "";
}
