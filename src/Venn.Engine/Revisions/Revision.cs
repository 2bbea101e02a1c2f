using Venn.Storage.Blobs;

namespace Venn.Engine.Revisions;

/// <summary>
/// One immutable state of an item or annotation. The engine knows the body as a JSON object and its fields by path;
/// what the fields mean is the business of the layer above.
/// </summary>
public sealed record Revision
{
    /// <summary>Longest path, as UTF-8.</summary>
    public const int PathMaxBytes = 4096;

    /// <summary>Given by the writer; -1 until then.</summary>
    public RevisionNumber Number { get; init; } = new(-1);

    public required Lineage Lineage { get; init; }

    /// <summary>Annotations: the lineage of the item they are on. Items: <see cref="Lineage.None"/>.</summary>
    public Lineage Item { get; init; }

    /// <summary>The commit that wrote it, in whatever dataset; none until it is durable.</summary>
    public CommitId Origin { get; init; }

    /// <summary>The lineage this one was copied from, when it was copied beside its source; else none.</summary>
    public Lineage Source { get; init; }

    /// <summary>The dataset in which <see cref="Source"/> was copied; else none.</summary>
    public DatasetOrdinal SourceDataset { get; init; }

    /// <summary>Items: the full path, with a leading <c>/</c> and no trailing one (but the root directory <c>/</c>). Annotations: empty.</summary>
    public string Path { get; init; } = "";

    /// <summary>Items: true for a directory, which has no binary.</summary>
    public bool IsDirectory { get; init; }

    /// <summary>Items: the binary; <see cref="ContentHash.None"/> for a directory or an item on external storage.</summary>
    public ContentHash Content { get; init; }

    /// <summary>Items: length of the binary.</summary>
    public long SizeBytes { get; init; }

    /// <summary>A JSON object, UTF-8.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}
