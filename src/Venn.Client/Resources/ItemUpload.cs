using System.Text.Json.Nodes;

namespace Venn.Client.Resources;

/// <summary>A file to be put into a dataset.</summary>
public sealed record ItemUpload
{
    /// <summary>The whole path in the dataset, with a leading slash.</summary>
    public required string Path { get; init; }

    /// <summary>Read once, from where it stands to its end; not disposed.</summary>
    public required Stream Content { get; init; }

    /// <summary>For example <c>{"user": {"weather": "rain"}}</c>.</summary>
    public JsonObject? Metadata { get; init; }

    public string? Description { get; init; }

    public UploadMode Mode { get; init; } = UploadMode.Skip;
}
