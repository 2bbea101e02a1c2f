using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Segments;
using Venn.Engine.Versions;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;
using Venn.Storage.Files;

namespace Venn.Engine;

/// <summary>Where a store lives and how it behaves. Everything it touches is injected.</summary>
public sealed record VersionStoreOptions
{
    public const long DefaultQueryMemoryBytes = 512L << 20;

    /// <summary>The data directory: <c>catalog.db</c>, <c>blobs/</c>, <c>segments/</c>, <c>lock</c>; made if absent.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The masks of the layer above, in an order that is never changed, only added to (at most 16).</summary>
    public IReadOnlyList<MaskDefinition> Masks { get; init; } = [];

    /// <summary>Body paths whose inside is opaque: stored and given back, never made into columns (geometry).</summary>
    public IReadOnlyList<FieldPath> OpaquePaths { get; init; } = [];

    /// <summary>
    /// Body paths that say who wrote and when, not what: they are no part of a digest, two sides that both edited never
    /// conflict over them (the greater text wins), and the first that differs says which revision was written later.
    /// </summary>
    public IReadOnlyList<FieldPath> StampPaths { get; init; } = [];

    /// <summary>
    /// Body paths of annotations that name another annotation of the dataset: text of ten zeros and the lineage in fourteen
    /// lower-case hex digits. They follow it through digests and archives, where numbers mean nothing.
    /// </summary>
    public IReadOnlyList<FieldPath> ReferencePaths { get; init; } = [];

    /// <summary>Numbers that are made of bodies when they are indexed, at most one set for a relation: the size of a box, say.</summary>
    public IReadOnlyList<DerivedFields> Derived { get; init; } = [];

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The disk; null for the real one.</summary>
    public IFileSystem? FileSystem { get; init; }

    /// <summary>The catalog; null for SQLite in the data directory. The store disposes it.</summary>
    public ICatalog? Catalog { get; init; }

    /// <summary>The binaries; null for a directory in the data directory.</summary>
    public IBlobStore? Blobs { get; init; }

    /// <summary>Rows used of each segment, 1 to 65,536; tests make it small so that segments seal early.</summary>
    public int SegmentRowLimit { get; init; } = SegmentNumber.RowCount;

    /// <summary>How long one query may run before it is stopped; null for as long as it takes.</summary>
    public TimeSpan? QueryTimeLimit { get; init; }

    /// <summary>
    /// Memory for queries between requests: half for decoded dictionaries, half for what is kept of answers (orders, joins,
    /// counts). What a request needs while it runs comes on top; files are mapped, and the system takes their pages back.
    /// </summary>
    public long QueryMemoryBytes { get; init; } = DefaultQueryMemoryBytes;

    /// <summary>Memory for decoded revisions.</summary>
    public long RevisionCacheBytes { get; init; } = 128L << 20;

    /// <summary>
    /// Whether digests of revisions are written ahead while the store is quiet, so that the first proof of a version does not
    /// read every body. They are made at the first use in any case.
    /// </summary>
    public bool KeepsDigests { get; init; }

    /// <summary>
    /// Names binaries that documents of the layer above refer to and no item does (exports, icons): they are neither
    /// collected nor erased. Given the catalog, for it is asked during opening too; null for none. A binary must have been put
    /// under a hold (<see cref="IBlobStore.Hold"/>) until it is named.
    /// </summary>
    public Func<ICatalog, IEnumerable<ContentHash>>? HeldBinaries { get; init; }

    /// <summary>Is told, in words for an operator, what was found damaged and rebuilt.</summary>
    public Action<string>? Report { get; init; }
}
