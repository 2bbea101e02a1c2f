using System.Text.Json;
using System.Text.Json.Serialization;

namespace Venn.Engine.Exchange;

/// <summary>The first entry of an archive: what it holds and how to tell that it is whole. Format: docs/formats/archive.md.</summary>
internal sealed record ArchiveManifest
{
    public const string FormatName = "venn-snapshot";
    /// <summary>The one that is written and read. Before 2 digests had another format.</summary>
    public const int CurrentVersion = 2;

    public required string Format { get; init; }

    public required int Version { get; init; }

    /// <summary><c>sha256:</c> and the digest of the state.</summary>
    public required string Digest { get; init; }

    public required string Dataset { get; init; }

    public required string Author { get; init; }

    public required string Message { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required long ItemsCount { get; init; }

    public required long AnnotationsCount { get; init; }

    /// <summary>SHA-256 of <c>items.ndjson</c>.</summary>
    public required string ItemsHash { get; init; }

    public required bool HasBinaries { get; init; }
}

/// <summary>One line of <c>items.ndjson</c>.</summary>
internal sealed record ArchiveItem
{
    public required string Path { get; init; }

    public bool IsDirectory { get; init; }

    /// <summary>64 hex digits; null when it has no binary of ours.</summary>
    public string? Content { get; init; }

    public long SizeBytes { get; init; }

    public required JsonElement Body { get; init; }

    public IReadOnlyList<ArchiveAnnotation> Annotations { get; init; } = [];
}

/// <param name="Id">Names it within the archive: what references in bodies say.</param>
/// <param name="Body">As the version shows it.</param>
internal sealed record ArchiveAnnotation(string Id, JsonElement Body);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ArchiveManifest))]
[JsonSerializable(typeof(ArchiveItem))]
internal sealed partial class ArchiveJson : JsonSerializerContext;
