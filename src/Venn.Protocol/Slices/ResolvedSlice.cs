namespace Venn.Protocol.Slices;

/// <summary>What a slice holds in a commit.</summary>
public sealed record ResolvedSlice
{
    public Slice? Slice { get; init; }

    public string? DatasetId { get; init; }

    public string? CommitId { get; init; }

    /// <summary>Items that are no directories.</summary>
    public long ItemsCount { get; init; }

    public long DirectoriesCount { get; init; }

    public long SizeBytes { get; init; }

    public long AnnotationsCount { get; init; }

    public long AnnotatedItemsCount { get; init; }

    /// <summary><c>sha256:</c> and 64 hex digits over the content: that of a clone of the slice; when asked for.</summary>
    public string? Digest { get; init; }
}
