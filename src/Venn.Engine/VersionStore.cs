using System.Collections.Concurrent;
using System.Collections.Immutable;
using Venn.Engine.Maintenance;
using Venn.Engine.Maintenance.Collection;
using Venn.Engine.Maintenance.Retention;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Segments;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Ancestry;
using Venn.Engine.Versions.Comparing;
using Venn.Engine.Versions.Copying;
using Venn.Engine.Versions.Merging;
using Venn.Engine.Versions.Proving;
using Venn.Engine.Versions.Undoing;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;
using Venn.Storage.Catalog.Sqlite;
using Venn.Storage.Files;

namespace Venn.Engine;

/// <summary>
/// An open store: the entry of the embedded library. Threads: safe. One process at a time holds a data directory.
/// </summary>
public sealed class VersionStore : IAsyncDisposable
{
    private const string SegmentsDirectory = "segments";

    private readonly EngineContext context;
    private readonly DataDirectoryLock directoryLock;
    private readonly Lock creating = new();
    private readonly ConcurrentDictionary<DatasetOrdinal, Dataset> datasets = new();
    private readonly ConcurrentDictionary<(string Scope, string Name), Dataset> byName = new();
    private long lastOrdinal;
    private DigestKeeper? digestKeeper;

    private VersionStore(EngineContext context, DataDirectoryLock directoryLock, TimeProvider clock)
    {
        this.context = context;
        this.directoryLock = directoryLock;
        Clock = clock;
        Undo = new Undo(context);
        Blame = new Blame(context, FindAny);
        Upkeep = new Upkeep(context, () => [.. datasets.Values], OnPurged);
        Maker = new DatasetMaker(context, NextOrdinal, ThrowIfTaken, Register);
        context.OnRecordChanged = OnRecordChanged;
    }

    public ICatalog Catalog => context.Catalog;

    public IBlobStore Blobs => context.Blobs;

    public TimeProvider Clock { get; }

    /// <summary>The living datasets, by ordinal.</summary>
    public IReadOnlyList<Dataset> Datasets =>
        [.. datasets.Values.Where(d => !d.IsDeleted).OrderBy(d => d.Ordinal)];

    /// <summary>Every dataset, the deleted ones too, by ordinal.</summary>
    public IReadOnlyList<Dataset> AllDatasets => [.. datasets.Values.OrderBy(d => d.Ordinal)];

    internal EngineContext Context => context;

    internal DatasetMaker Maker { get; }

    /// <summary>Opens a data directory, or makes an empty one. Cost: follows the number of datasets and segments, not of rows.</summary>
    /// <exception cref="Venn.Storage.StoreLockedException">Another process holds the directory.</exception>
    /// <exception cref="Venn.Storage.StoreTooNewException">A newer version wrote it.</exception>
    /// <exception cref="Venn.Storage.CatalogDamagedException">The catalog is damaged.</exception>
    public static async Task<VersionStore> OpenAsync(
        VersionStoreOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Masks.Count, 16);
        var files = options.FileSystem ?? LocalFileSystem.Instance;
        files.CreateDirectory(options.DataDirectory);
        var directoryLock = DataDirectoryLock.Acquire(options.DataDirectory);
        ICatalog? catalog = null;
        try
        {
            catalog = options.Catalog ?? OpenCatalog(options);
            var blobs = options.Blobs ?? new DirectoryBlobStore(files, Path.Combine(options.DataDirectory, "blobs"), options.Clock);
            var store = await OpenAsync(options, files, catalog, blobs, directoryLock).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return store;
        }
        catch
        {
            if (catalog is not null)
            {
                await catalog.DisposeAsync().ConfigureAwait(false);
            }

            directoryLock.Dispose();
            throw;
        }
    }

    private static SqliteCatalog OpenCatalog(VersionStoreOptions options)
    {
        if (options.FileSystem is null && options.Blobs is null)
        {
            LostCatalog.Refuse(options.DataDirectory);
        }

        return SqliteCatalog.Open(Path.Combine(options.DataDirectory, LostCatalog.FileName));
    }

    /// <summary>A living dataset, or null.</summary>
    public Dataset? Find(DatasetOrdinal ordinal) =>
        datasets.TryGetValue(ordinal, out var dataset) && !dataset.IsDeleted ? dataset : null;

    /// <summary>A dataset, living or deleted: what it held can still be read by its commits. Null when there never was one.</summary>
    public Dataset? FindAny(DatasetOrdinal ordinal) => datasets.GetValueOrDefault(ordinal);

    /// <summary>The living dataset of that name, or null.</summary>
    public Dataset? Find(string scope, string name) => byName.GetValueOrDefault((scope, name));

    /// <summary>Ids of other entities: 24 hex digits, ten zeros first, ascending with time over the store.</summary>
    public string NewEntityId() => context.Identities.NextEntityId();

    /// <summary>The lineage that the next new item or annotation will have at least.</summary>
    public Lineage NextLineage => context.Identities.PeekLineage();

    /// <summary>Makes an empty dataset. Durable when it completes.</summary>
    /// <exception cref="DatasetNameTakenException">The scope has a living dataset of that name.</exception>
    public Task<Dataset> CreateDatasetAsync(DatasetInfo info, CommitInfo commit, CatalogBatch? along = null) =>
        Maker.CreateAsync(
            NextOrdinal(), info, commit, along ?? new CatalogBatch(), [],
            StateDelta.None(context.Masks.Length), DatasetState.Empty(context.Masks.Length), source: null);

    /// <summary>Durable deletion. The history stays, and so does every clone.</summary>
    /// <returns>False when there is no such living dataset.</returns>
    /// <remarks>A deleted dataset is restored by <see cref="Dataset.RestoreAsync"/>.</remarks>
    public Task<bool> DeleteDatasetAsync(DatasetOrdinal ordinal, CatalogBatch? along = null) =>
        datasets.TryGetValue(ordinal, out var dataset) ? dataset.DeleteAsync(along) : Task.FromResult(false);

    /// <summary>
    /// Clones a version: to a new dataset or into one that is there. Cost follows what must be rewritten: nothing, for a
    /// new dataset without a target directory.
    /// </summary>
    /// <exception cref="DatasetNameTakenException">The scope has a living dataset of that name.</exception>
    /// <exception cref="DatasetDeletedException">The source or the target was deleted.</exception>
    public async Task<CloneResult> CloneAsync(
        CloneRequest request, CommitInfo commit, CancellationToken cancellationToken = default)
    {
        using var place = await context.Past.EnterAsync(cancellationToken).ConfigureAwait(false);
        ThrowIfDeleted(request.Source.Dataset);
        request.Source.ThrowIfForgotten();
        var slice = Slice.Take(
            context, request.Source.State, request.Filter, request.Sample, request.WithAnnotations, request.Masks.AsSpan(), cancellationToken);
        if (request.Target is { } target)
        {
            var dataset = Find(target) ?? throw new DatasetDeletedException(target);
            return await dataset.CommitAsync(
                commit,
                version => new Clone(context, request, slice).Into(version, cancellationToken),
                cancellationToken).ConfigureAwait(false);
        }

        var info = request.NewDataset
            ?? throw new InvalidRequestException("A clone needs a new dataset's name or a target dataset.");
        return request.TargetDirectory is null or "/"
            ? await Maker.CloneWholeAsync(request, info, slice, commit).ConfigureAwait(false)
            : await Maker.CloneIntoDirectoryAsync(request, info, slice, commit, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a merge would do; nothing is written.</summary>
    /// <exception cref="InvalidRequestException">Fewer than two sides, or two of one dataset.</exception>
    public MergeReport PreviewMerge(MergeRequest request, CancellationToken cancellationToken = default)
    {
        Check(request);
        var output = new MergeOutput(context, DatasetOrdinal.None);
        try
        {
            return Merge.Run(context, request, request.Sides[0], output, cancellationToken).Report;
        }
        finally
        {
            output.Settle();
        }
    }

    /// <summary>
    /// Merges into a new dataset, whose first commit has every side as a parent; or, when none is asked for, into the
    /// dataset of the first side as a commit behind its head. Merging again what was merged changes nothing.
    /// </summary>
    /// <exception cref="InvalidRequestException">Fewer than two sides, or two of one dataset.</exception>
    /// <exception cref="MergeConflictException">A conflict is settled neither by a choice nor by the policy; nothing was written.</exception>
    /// <exception cref="HeadMovedException">The request is pinned and the first side is not the head any more.</exception>
    /// <exception cref="DatasetNameTakenException">The scope has a living dataset of that name.</exception>
    public async Task<MergeResult> MergeAsync(
        MergeRequest request, CommitInfo commit, CancellationToken cancellationToken = default)
    {
        using var place = await context.Past.EnterAsync(cancellationToken).ConfigureAwait(false);
        Check(request);
        return await (request.NewDataset is { } info
            ? Maker.MergeAsync(request, info, commit, cancellationToken)
            : MergeInto.RunAsync(context, request, commit, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Compares two versions of any datasets. Cost follows what differs.</summary>
    public StateDiff Diff(DatasetVersion from, DatasetVersion to) => new(
        from, to,
        Versions.Comparing.Diff.Compute(context, Relation.Items, from.State, to.State),
        Versions.Comparing.Diff.Compute(context, Relation.Annotations, from.State, to.State));

    /// <summary>Reverting, restoring, cherry-picking: each as a new commit.</summary>
    public Undo Undo { get; }

    /// <summary>Who made what, through clones and merges.</summary>
    public Blame Blame { get; }

    public Snapshot? FindSnapshot(string id) => SnapshotShelf.Find(context.Catalog, id);

    /// <summary>Rules of retention, collection of what they give up, erasure.</summary>
    public Upkeep Upkeep { get; }

    /// <summary>Waits until every complete segment is a sealed file. For benchmarks and tests.</summary>
    public Task DrainSealingAsync(CancellationToken cancellationToken = default) =>
        context.Sealing.DrainAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (digestKeeper is not null)
        {
            await digestKeeper.DisposeAsync().ConfigureAwait(false);
        }

        await context.Sealing.DisposeAsync().ConfigureAwait(false);
        context.Digests.Dispose();
        await context.Catalog.DisposeAsync().ConfigureAwait(false);
        context.ItemSegments.Dispose();
        context.AnnotationSegments.Dispose();
        directoryLock.Dispose();
    }

    private static async Task<VersionStore> OpenAsync(
        VersionStoreOptions options, IFileSystem files, ICatalog catalog, IBlobStore blobs, DataDirectoryLock directoryLock)
    {
        var heads = catalog.ReadHeads();
        var masks = options.Masks.ToArray();
        var log = new RevisionLog(catalog, options.RevisionCacheBytes);
        var dictionaries = new DictionaryBudget(options.QueryMemoryBytes / 2);
        SegmentStore OpenSegments(Relation relation) => SegmentStore.Open(
            new SegmentStoreOptions
            {
                Relation = relation,
                FileSystem = files,
                Directory = Path.Combine(options.DataDirectory, SegmentsDirectory, SegmentFiles.NameOf(relation)),
                OpaquePaths = options.OpaquePaths,
                Dictionaries = dictionaries,
                Derived = options.Derived.SingleOrDefault(derived => derived.Relation == relation),
                Report = options.Report,
            },
            log,
            RevisionSweep.ReadEnd(catalog, relation));

        var items = OpenSegments(Relation.Items);
        var annotations = OpenSegments(Relation.Annotations);
        var itemNumbers = new NumberAllocator(items.FirstFreeNumber, options.SegmentRowLimit, items.UnsealedSegments);
        var annotationNumbers = new NumberAllocator(
            annotations.FirstFreeNumber, options.SegmentRowLimit, annotations.UnsealedSegments);
        var maskers = new BodyMaskers(masks);
        string[] stamps = [.. options.StampPaths.Select(p => p.ToString())];
        string[] references = [.. options.ReferencePaths.Select(p => p.ToString())];
        var retention = RetentionRegister.Open(catalog);
        var context = new EngineContext
        {
            Catalog = catalog,
            Blobs = blobs,
            Log = log,
            ItemSegments = items,
            AnnotationSegments = annotations,
            ItemNumbers = itemNumbers,
            AnnotationNumbers = annotationNumbers,
            Query = new QueryEngine(
                items, annotations, masks, (relation, number) => log.Get(relation, number).Body,
                new QueryEngineOptions
                {
                    TimeLimit = new TimeLimit(options.QueryTimeLimit, options.Clock), CacheBytes = options.QueryMemoryBytes / 2,
                }),
            Masks = masks,
            Maskers = maskers,
            StampPaths = stamps,
            ReferencePaths = references,
            Digests = new DigestColumns(
                files, Path.Combine(options.DataDirectory, SegmentsDirectory), log, r => r == Relation.Items ? items : annotations,
                maskers.Of, stamps, references, options.Report),
            Identities = await IdentitySource.OpenAsync(
                catalog, options.Clock, heads.Count == 0 ? 0 : heads.Max(h => h.CreatedAtMs)).ConfigureAwait(false),
            History = new History(catalog, masks, retention),
            Retention = retention,
            Checkpoints = new CheckpointPolicy(),
            Sealing = new SealQueue(
                (relation, segment) => (relation == Relation.Items ? items : annotations).Seal(segment), options.Report),
        };
        var store = new VersionStore(context, directoryLock, options.Clock);
        store.Load(heads);
        store.Upkeep.HeldBinaries = options.HeldBinaries is { } held ? () => held(catalog) : static () => [];
        await store.Upkeep.ResumeErasuresAsync().ConfigureAwait(false);
        context.Sealing.Add(Relation.Items, itemNumbers.TakeComplete());
        context.Sealing.Add(Relation.Annotations, annotationNumbers.TakeComplete());
        store.digestKeeper = options.KeepsDigests
            ? new DigestKeeper(context.Digests, () => itemNumbers.LeasedEnd + annotationNumbers.LeasedEnd, () => context.Query.RunCount, options.Clock, options.Report)
            : null;
        return store;
    }

    private void Load(IReadOnlyList<CommitRecord> heads)
    {
        var byDataset = heads.ToDictionary(h => h.Key.Dataset);
        foreach (var record in context.Catalog.ReadDatasets())
        {
            lastOrdinal = Math.Max(lastOrdinal, record.Ordinal);
            if (!byDataset.ContainsKey(record.Ordinal) && context.Retention.IsPurged(new DatasetOrdinal(record.Ordinal)))
            {
                continue;
            }

            var head = byDataset.GetValueOrDefault(record.Ordinal) ?? throw new Storage.CatalogDamagedException(
                $"Dataset {record.Ordinal} has no commit in the catalog. Restore the catalog from a backup.");
            Register(new Dataset(context, record, head, null));
        }
    }

    private DatasetOrdinal NextOrdinal()
    {
        lock (creating)
        {
            return new DatasetOrdinal(++lastOrdinal);
        }
    }

    private void Register(Dataset dataset)
    {
        datasets[dataset.Ordinal] = dataset;
        if (!dataset.IsDeleted)
        {
            byName[(dataset.Info.Scope, dataset.Info.Name)] = dataset;
        }
    }

    private void OnRecordChanged(Dataset dataset, DatasetRecord before, DatasetRecord after)
    {
        if (after.IsDeleted || (before.Scope, before.Name) != (after.Scope, after.Name))
        {
            byName.TryRemove(new KeyValuePair<(string, string), Dataset>((before.Scope, before.Name), dataset));
        }

        if (!after.IsDeleted)
        {
            byName[(after.Scope, after.Name)] = dataset;
        }
    }

    /// <summary>Of one from which others came, what they need stays readable.</summary>
    private void OnPurged(Dataset dataset)
    {
        dataset.OnPurged();
        if (context.Catalog.ReadCommit(new CommitKey(dataset.Ordinal.Value, 1)) is null)
        {
            datasets.TryRemove(dataset.Ordinal, out _);
        }
    }

    private void ThrowIfTaken(DatasetInfo info)
    {
        if (Find(info.Scope, info.Name) is not null)
        {
            throw new DatasetNameTakenException(info.Name);
        }
    }

    private static void ThrowIfDeleted(Dataset dataset)
    {
        if (dataset.IsDeleted)
        {
            throw new DatasetDeletedException(dataset.Ordinal);
        }
    }

    private static void Check(MergeRequest request)
    {
        if (request.Sides.Count < 2)
        {
            throw new InvalidRequestException("A merge needs two datasets or more.");
        }

        var seen = new HashSet<DatasetOrdinal>();
        foreach (var side in request.Sides)
        {
            ThrowIfDeleted(side.Dataset);
            side.ThrowIfForgotten();
            if (!seen.Add(side.Dataset.Ordinal))
            {
                throw new InvalidRequestException(
                    $"Dataset '{side.Dataset.Info.Name}' is named twice: a dataset cannot be merged with itself.");
            }
        }
    }
}
