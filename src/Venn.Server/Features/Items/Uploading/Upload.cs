using System.Text.Json;
using Venn.Server.Features.Items.Facts;
using Venn.Storage.Blobs;

namespace Venn.Server.Features.Items.Uploading;

/// <summary>A file that has arrived.</summary>
/// <param name="Path">Where it goes.</param>
/// <param name="Blob">Its bytes; null when they were not stored.</param>
/// <param name="Facts">What they say; null with them.</param>
/// <param name="Metadata">What the client says; undefined for nothing.</param>
/// <param name="Description">What the client says of it.</param>
/// <param name="External">The object it was written to on the dataset's own storage, if it was.</param>
internal sealed record Upload(
    string Path, BlobInfo? Blob, FileFacts? Facts, JsonElement Metadata, string? Description,
    Drivers.ExternalRef? External = null);
