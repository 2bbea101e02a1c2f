// Signatures first: replaced file by file as the parts are built.
#pragma warning disable CA1822, IDE0060, CA1065
using System.Collections.Immutable;
using Venn.Bitmaps;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;
using Venn.Storage.Files;

namespace Venn.Engine.Versions;

/// <summary>Where a store lives and how it behaves. Everything it touches is injected.</summary>
public sealed record VersionStoreOptions
{
    /// <summary>The data directory: <c>catalog.db</c>, <c>blobs/</c>, <c>segments/</c>, <c>lock</c>.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The masks of the layer above, in an order that is never changed, only added to (at most 16).</summary>
    public IReadOnlyList<MaskDefinition> Masks { get; init; } = [];

    /// <summary>Body paths whose inside is opaque: stored and given back, never made into columns (geometry).</summary>
    public IReadOnlyList<FieldPath> OpaquePaths { get; init; } = [];

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public IFileSystem? FileSystem { get; init; }

    /// <summary>Rows used of each segment, 1 to 65,536; tests make it small so that segments seal early.</summary>
    public int SegmentRowLimit { get; init; } = SegmentNumber.RowCount;
}

/// <summary>Who makes a commit and why.</summary>
/// <param name="Author">E-mail, or a name of the embedding program.</param>
/// <param name="Operation">What it does, one word: <c>upload</c>, <c>update</c>, <c>delete</c>, <c>clone</c> …</param>
/// <param name="Message">Free text, may be empty.</param>
public sealed record CommitInfo(string Author, string Operation, string Message = "");

/// <summary>One commit as a reader sees it.</summary>
public sealed record Commit(
    CommitId Id, IReadOnlyList<CommitId> Parents, long Generation, DateTimeOffset CreatedAt, string Author,
    string Operation, string Message, ReadOnlyMemory<byte> Details);

/// <summary>The durable facts of a dataset that are not its history.</summary>
/// <param name="Scope">What the name is unique in (a project's id).</param>
/// <param name="Name">Unique in the scope among the living.</param>
/// <param name="Body">JSON of the layer above, opaque to the engine.</param>
public sealed record DatasetInfo(string Scope, string Name, ReadOnlyMemory<byte> Body);

/// <summary>An immutable name for a commit.</summary>
public sealed record Snapshot(string Id, CommitId Commit, string Name, DateTimeOffset CreatedAt, string Author, string Message);

/// <summary>A lineage fresh from the counter, with the instant it was given: instants never go back as lineages ascend.</summary>
public readonly record struct Identity(Lineage Lineage, DateTimeOffset CreatedAt);

/// <summary>An open store: the entry of the embedded library. Threads: safe.</summary>
public sealed class VersionStore : IAsyncDisposable
{
    /// <exception cref="Venn.Storage.StoreLockedException">Another process holds the directory.</exception>
    /// <exception cref="Venn.Storage.StoreTooNewException">A newer version wrote it.</exception>
    public static Task<VersionStore> OpenAsync(VersionStoreOptions options, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public ICatalog Catalog => throw new NotImplementedException();

    public IBlobStore Blobs => throw new NotImplementedException();

    public TimeProvider Clock => throw new NotImplementedException();

    /// <summary>The living datasets, by ordinal.</summary>
    public IReadOnlyList<Dataset> Datasets => throw new NotImplementedException();

    /// <summary>A living dataset, or null.</summary>
    public Dataset? Find(DatasetOrdinal ordinal) => throw new NotImplementedException();

    /// <summary>The living dataset of that name, or null.</summary>
    public Dataset? Find(string scope, string name) => throw new NotImplementedException();

    /// <summary>Ids of other entities: 24 hex digits, ten zeros first, ascending with time over the store.</summary>
    public string NewEntityId() => throw new NotImplementedException();

    /// <exception cref="DatasetNameTakenException">The scope has a living dataset of that name.</exception>
    public Task<Dataset> CreateDatasetAsync(DatasetInfo info, CommitInfo commit, CatalogBatch? along = null) => throw new NotImplementedException();

    /// <summary>Durable deletion. The history stays, and so does every clone.</summary>
    public Task DeleteDatasetAsync(DatasetOrdinal ordinal, CatalogBatch? along = null) => throw new NotImplementedException();

    /// <summary>Clones a version: to a new dataset or into one that is there. Cost follows what must be rewritten: nothing, for a new dataset without a target directory.</summary>
    public Task<CloneResult> CloneAsync(CloneRequest request, CommitInfo commit, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>What a merge would do; nothing is written.</summary>
    public MergeReport PreviewMerge(MergeRequest request, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Task<MergeResult> MergeAsync(MergeRequest request, CommitInfo commit, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public StateDiff Diff(DatasetVersion from, DatasetVersion to) => throw new NotImplementedException();

    public Snapshot? FindSnapshot(string id) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

/// <summary>A dataset: its head, its history, and the one door through which it is written. Threads: safe.</summary>
public sealed class Dataset
{
    public DatasetOrdinal Ordinal => throw new NotImplementedException();

    public DatasetInfo Info => throw new NotImplementedException();

    /// <summary>The dataset it was cloned from, or none.</summary>
    public DatasetOrdinal Source => throw new NotImplementedException();

    public DateTimeOffset CreatedAt => throw new NotImplementedException();

    public bool IsDeleted => throw new NotImplementedException();

    /// <summary>The last durable version. A reader takes it once and sees one state throughout.</summary>
    public DatasetVersion Head => throw new NotImplementedException();

    /// <summary>The version of a commit of this dataset, or null.</summary>
    public DatasetVersion? FindVersion(long sequence) => throw new NotImplementedException();

    /// <summary>The version that was the head at an instant, or null before the first.</summary>
    public DatasetVersion? FindVersionAt(DateTimeOffset instant) => throw new NotImplementedException();

    /// <summary>Commits, newest first: those with sequence ≤ <paramref name="last"/>, at most <paramref name="limit"/>.</summary>
    public IReadOnlyList<Commit> ReadLog(long last, int limit) => throw new NotImplementedException();

    /// <summary>
    /// Edits the dataset: <paramref name="edit"/> runs alone (one writer per dataset), on the newest state; what it
    /// changed becomes one commit. Completes when the commit is durable. If the edit throws, nothing is changed. An
    /// edit that changes nothing makes no commit.
    /// </summary>
    /// <exception cref="DatasetDeletedException">The dataset was deleted.</exception>
    /// <exception cref="IOException">The disk is full or failed; nothing is changed.</exception>
    public Task<T> WriteAsync<T>(CommitInfo commit, Func<DatasetWriter, T> edit, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <exception cref="DatasetNameTakenException">The scope has another living dataset of the new name.</exception>
    public Task UpdateInfoAsync(Func<DatasetInfo, DatasetInfo> update) => throw new NotImplementedException();

    /// <exception cref="SnapshotNameTakenException">The dataset has a snapshot of that name.</exception>
    public Task<Snapshot> TakeSnapshotAsync(string name, long sequence, CommitInfo commit) => throw new NotImplementedException();

    public IReadOnlyList<Snapshot> ReadSnapshots() => throw new NotImplementedException();

    /// <summary>A new commit whose state is that of an earlier commit (of this dataset): nothing is lost.</summary>
    public Task<DatasetVersion> RollBackAsync(long sequence, CommitInfo commit) => throw new NotImplementedException();
}

/// <summary>A dataset at one commit: everything a reader needs, immutable. Bodies are read as the masks show them.</summary>
public sealed class DatasetVersion
{
    public Dataset Dataset => throw new NotImplementedException();

    public Commit Commit => throw new NotImplementedException();

    public DatasetState State => throw new NotImplementedException();

    public Revision? FindItem(Lineage lineage) => throw new NotImplementedException();

    public Revision? FindItem(string path) => throw new NotImplementedException();

    public Revision? FindAnnotation(Lineage lineage) => throw new NotImplementedException();

    /// <summary>Annotations of an item, by lineage.</summary>
    public IReadOnlyList<Revision> ReadAnnotations(Lineage item) => throw new NotImplementedException();

    /// <summary>Revisions by number, in the order given.</summary>
    public IReadOnlyList<Revision> Read(Relation relation, IReadOnlyList<RevisionNumber> numbers) => throw new NotImplementedException();

    /// <summary>Streams the members of a set, in number order.</summary>
    public IEnumerable<Revision> Read(Relation relation, RoaringBitmap set) => throw new NotImplementedException();

    /// <summary>The set that a filter selects.</summary>
    public RoaringBitmap Select(Relation relation, Filter filter) => throw new NotImplementedException();

    public QueryPage Query(Relation relation, QueryRequest request) => throw new NotImplementedException();

    /// <summary>How many annotations each of these items has.</summary>
    public int[] CountAnnotations(IReadOnlyList<Lineage> items) => throw new NotImplementedException();

    /// <summary>How many of the items have at least one annotation.</summary>
    public long CountAnnotatedItems() => throw new NotImplementedException();

    /// <summary>
    /// SHA-256 over the content alone (paths, binaries, metadata, annotations), in an order that content gives: the same
    /// on every machine. Cost: reads every body once.
    /// </summary>
    public ContentHash ComputeDigest(CancellationToken cancellationToken = default) => throw new NotImplementedException();
}

/// <summary>
/// The edit under way inside <see cref="Dataset.WriteAsync"/>: reads see what it has written so far. One thread; not to
/// be kept.
/// </summary>
public sealed class DatasetWriter
{
    /// <summary>The version the edit started from.</summary>
    public DatasetVersion Base => throw new NotImplementedException();

    /// <summary>Documents (and the like) to be written in the same transaction as the commit.</summary>
    public CatalogBatch Along => throw new NotImplementedException();

    public Identity NewIdentity() => throw new NotImplementedException();

    public Revision? FindItem(Lineage lineage) => throw new NotImplementedException();

    public Revision? FindItem(string path) => throw new NotImplementedException();

    public Revision? FindAnnotation(Lineage lineage) => throw new NotImplementedException();

    public IReadOnlyList<Revision> ReadAnnotations(Lineage item) => throw new NotImplementedException();

    /// <summary>The set that a filter selects from the state as edited so far.</summary>
    public RoaringBitmap Select(Relation relation, Filter filter) => throw new NotImplementedException();

    public IEnumerable<Revision> Read(Relation relation, RoaringBitmap set) => throw new NotImplementedException();

    /// <summary>Adds an item: its lineage must be new to the state. Missing parent directories are for the caller to add.</summary>
    /// <exception cref="PathTakenException">Another item of the state has the path.</exception>
    public Revision AddItem(Revision item) => throw new NotImplementedException();

    /// <summary>Puts a new revision in the place of the lineage's present one.</summary>
    /// <exception cref="PathTakenException">Another item of the state has the new path.</exception>
    public Revision UpdateItem(Revision item) => throw new NotImplementedException();

    /// <summary>Removes items and their annotations.</summary>
    public void RemoveItems(RoaringBitmap revisions) => throw new NotImplementedException();

    /// <summary>Adds an annotation whose item is in the state.</summary>
    public Revision AddAnnotation(Revision annotation) => throw new NotImplementedException();

    public Revision UpdateAnnotation(Revision annotation) => throw new NotImplementedException();

    public void RemoveAnnotations(RoaringBitmap revisions) => throw new NotImplementedException();
}

/// <summary>What to clone, where to, and what to leave behind.</summary>
public sealed record CloneRequest
{
    public required DatasetVersion Source { get; init; }

    /// <summary>Items wanted; null for all, directories too. With a filter the directories above the chosen items come along.</summary>
    public Filter? Filter { get; init; }

    public bool WithAnnotations { get; init; } = true;

    /// <summary>Indices of <see cref="VersionStoreOptions.Masks"/> to put on everything cloned.</summary>
    public ImmutableArray<int> Masks { get; init; } = [];

    /// <summary>The new dataset; null when cloning into <see cref="Target"/>.</summary>
    public DatasetInfo? NewDataset { get; init; }

    /// <summary>A dataset that is there; null when making a new one. A lineage it already has is passed over; a path it already has is renamed.</summary>
    public DatasetOrdinal? Target { get; init; }

    /// <summary>A directory of the target below which every path is put; null for none. Moved items are new revisions.</summary>
    public string? TargetDirectory { get; init; }

    /// <summary>Makes the body of a directory that has to be created (given its path and identity).</summary>
    public Func<string, Identity, ReadOnlyMemory<byte>>? DirectoryBody { get; init; }

    public CatalogBatch? Along { get; init; }
}

/// <param name="Dataset">The new dataset, or the target.</param>
/// <param name="ItemsCount">Items added.</param>
/// <param name="AnnotationsCount">Annotations added.</param>
/// <param name="SkippedCount">Items passed over, for the target had their lineage.</param>
/// <param name="Renamed">Items that took another path, for theirs was taken.</param>
public sealed record CloneResult(
    Dataset Dataset, long ItemsCount, long AnnotationsCount, long SkippedCount, IReadOnlyList<RenamedItem> Renamed);

public sealed record RenamedItem(DatasetOrdinal From, Lineage Lineage, string Path, string NewPath);

/// <summary>How the same lineage changed on both sides is settled.</summary>
public enum MergePolicy
{
    /// <summary>Dataloop's merge: deletions are not carried over, diverged annotations are both kept, the earlier side's metadata wins key by key.</summary>
    Union,

    /// <summary>Three-way; a conflict refuses the merge.</summary>
    Fail,

    /// <summary>Three-way; the earlier side wins conflicts.</summary>
    Ours,

    /// <summary>Three-way; the later side wins conflicts.</summary>
    Theirs,

    /// <summary>Three-way; the revision written later wins.</summary>
    Latest,
}

public sealed record MergeRequest
{
    /// <summary>Two or more versions, each of another dataset; earlier ones give paths and binaries.</summary>
    public required IReadOnlyList<DatasetVersion> Sides { get; init; }

    public MergePolicy Policy { get; init; } = MergePolicy.Union;

    public bool WithAnnotations { get; init; } = true;

    /// <summary>Indices of the masks to put on everything merged.</summary>
    public ImmutableArray<int> Masks { get; init; } = [];

    public DatasetInfo? NewDataset { get; init; }

    public CatalogBatch? Along { get; init; }
}

/// <summary>What a merge did, or would do.</summary>
public sealed record MergeReport
{
    public long ItemsCount { get; init; }

    public long AnnotationsCount { get; init; }

    /// <summary>Lineages on several sides, merged to one item.</summary>
    public long MergedItemsCount { get; init; }

    public IReadOnlyList<RenamedItem> Renamed { get; init; } = [];

    public IReadOnlyList<MergeConflict> Conflicts { get; init; } = [];
}

/// <summary>A lineage changed differently on two sides since their common ancestor.</summary>
/// <param name="Base">Its revision at the ancestor, if it was there.</param>
/// <param name="Ours">Its revision on the earlier side; null when deleted there.</param>
/// <param name="Theirs">Its revision on the later side; null when deleted there.</param>
/// <param name="Fields">Body fields (or <c>$path</c>, <c>$content</c>) set differently; empty when one side deleted it.</param>
public sealed record MergeConflict(
    Relation Relation, Lineage Lineage, Revision? Base, Revision? Ours, Revision? Theirs, IReadOnlyList<string> Fields);

public sealed record MergeResult(Dataset Dataset, MergeReport Report);

/// <summary>The difference of two states, found by set algebra: cost follows what differs.</summary>
public sealed class StateDiff
{
    public DatasetVersion From => throw new NotImplementedException();

    public DatasetVersion To => throw new NotImplementedException();

    public RelationDiff Items => throw new NotImplementedException();

    public RelationDiff Annotations => throw new NotImplementedException();
}

/// <summary>Changes of one relation, by lineage, ascending; masks count as changes of what is seen.</summary>
/// <param name="Added">In <c>To</c> alone.</param>
/// <param name="Removed">In <c>From</c> alone.</param>
/// <param name="Changed">In both with different revisions, or seen differently.</param>
public sealed record RelationDiff(
    IReadOnlyList<RevisionNumber> Added, IReadOnlyList<RevisionNumber> Removed, IReadOnlyList<ChangedRevision> Changed);

public readonly record struct ChangedRevision(Lineage Lineage, RevisionNumber From, RevisionNumber To);
