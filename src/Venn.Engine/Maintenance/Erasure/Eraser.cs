using System.Text.Json;
using Venn.Bitmaps;
using Venn.Engine.Maintenance.Collection;
using Venn.Engine.Maintenance.Retention;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Maintenance.Erasure;

/// <summary>
/// Erases items and annotations from every dataset, version, clone and snapshot: from heads, from history, from the bytes on disk. One at a
/// time, beside readers and writers.
/// </summary>
/// <remarks>
/// The order, each step harmless when done again: the erasure is written down; heads lose the items by a commit, their dataset's tombstone; then
/// no commit can add a revision of them, and what is stored of them is found once and for all; the numbers leave all
/// deltas, in one transaction, so that no state has them; the revisions leave their rows, then segments, then binaries; the record loses what
/// told what it was; the catalog is written anew. Whoever writes from past states is kept out until the segments are
/// done. Cut off anywhere, it is resumed when the store is opened.
/// </remarks>
internal sealed class Eraser(
    EngineContext context, Func<IReadOnlyCollection<Dataset>> datasets, Func<IEnumerable<ContentHash>> heldAbove, Action<string> stage)
{
    /// <summary>How long readers that hold the log are waited for, in tenths of a second.</summary>
    private const int CompactTries = 50;

    private readonly Pace pace = new(0);

    /// <summary>What an erasure would touch; nothing is written.</summary>
    public ErasurePlan Plan(
        IEnumerable<Lineage> lineages, Func<Revision, IEnumerable<Lineage>>? derived, CancellationToken cancellationToken)
    {
        var scan = ErasureScan.Run(context, SetOf(lineages), derived, cancellationToken);
        var shared = FindShared(scan, cancellationToken);
        return new ErasurePlan
        {
            Items = [.. scan.Items.Values.Distinct().Order()],
            ItemRevisions = scan.Items.Count,
            Paths = scan.Paths,
            Annotations = [.. scan.Annotations.Values.Distinct().Where(l => scan.Lineages.Contains((ulong)l.Value)).Order()],
            AnnotationsCount = scan.Annotations.Values.Distinct().LongCount(),
            AnnotationRevisions = scan.Annotations.Count,
            Datasets = FindTouched(scan, cancellationToken),
            Binaries = [.. scan.Contents.Where(c => !shared.Contains(c))],
            BinariesShared = shared.Count,
        };
    }

    /// <exception cref="InvalidRequestException">No reason, or nothing of the items is stored.</exception>
    /// <exception cref="SnapshotHeldException">A snapshot that holds some of it is held by a rule, and that is not overridden.</exception>
    public async Task<ErasureReport> RunAsync(ErasureRequest request, CancellationToken cancellationToken)
    {
        if (request.Reason.Trim().Length == 0)
        {
            throw new InvalidRequestException("reason: say why it is erased, not what.");
        }

        // Who writes from a past state keeps its numbers in hand: none may be under way.
        using var alone = await context.Past.EnterAloneAsync(cancellationToken).ConfigureAwait(false);
        var plan = Plan(request.Items.Concat(request.Annotations), request.Derived, cancellationToken);
        if (plan.Items.Count == 0 && plan.AnnotationRevisions == 0)
        {
            throw new InvalidRequestException("Nothing of what is to be erased is stored.");
        }

        if (!request.OverridesHolds)
        {
            SnapshotShelf.ThrowIfHeld(
                plan.Datasets.SelectMany(d => d.Snapshots), DateTimeOffset.FromUnixTimeMilliseconds(context.Identities.NowMs()));
        }

        var id = context.Identities.NextEntityId();
        var about = new ErasureDocument
        {
            AtMs = context.Identities.NowMs(),
            Author = request.Author,
            Reason = request.Reason,
            Items = SetText.Write(SetOf(plan.Items.Concat(plan.Annotations))),
            Binaries = request.Binaries.IsDefaultOrEmpty ? null : [.. request.Binaries.Select(b => b.ToString())],
            ItemsCount = plan.Items.Count,
            AnnotationsCount = plan.AnnotationsCount,
            Datasets = [.. plan.Datasets.Select(d => d.Dataset.Ordinal.Value)],
        };
        await WriteAsync(id, about, request.Along).ConfigureAwait(false);

        // From here on it is finished, whoever asked may be gone: half an erasure is none.
        var report = await CarryOutAsync(id, about, alone).ConfigureAwait(false);
        return report with
        {
            VersionsCount = plan.Datasets.Sum(d => d.VersionsCount), SnapshotsCount = plan.Datasets.Sum(d => d.Snapshots.Count),
        };
    }

    /// <summary>Finishes what an earlier process began, or what a failing disk cut off. Nothing happens when there is no such thing.</summary>
    public async Task ResumeAsync()
    {
        foreach (var row in context.Catalog.ReadDocuments(ErasureDocument.Kind, null))
        {
            var about = ErasureDocument.Read(row);
            if (about.Stage == ErasureDocument.Begun)
            {
                using var alone = await context.Past.EnterAloneAsync(CancellationToken.None).ConfigureAwait(false);
                await CarryOutAsync(row.Id, about, alone).ConfigureAwait(false);
            }
            else if (about.Stage == ErasureDocument.Removed)
            {
                await EmptyAsync(row.Id, about).ConfigureAwait(false);
            }
        }
    }

    private async Task<ErasureReport> CarryOutAsync(string id, ErasureDocument about, IDisposable alone)
    {
        stage("begun");
        var lineages = ErasureDocument.SetOf(about.Items);
        context.Erased.Forbid(lineages);
        await BuryAsync(id, about, lineages).ConfigureAwait(false);
        stage("tombstones");
        var scan = ErasureScan.Run(context, lineages, derived: null, CancellationToken.None);
        var items = scan.ItemNumbers.Or(ErasureDocument.SetOf(about.ItemNumbers));
        var annotations = scan.AnnotationNumbers.Or(ErasureDocument.SetOf(about.AnnotationNumbers));
        var contents = Contents(about, scan);
        about = about with
        {
            ItemNumbers = SetText.Write(items), AnnotationNumbers = SetText.Write(annotations), Binaries = [.. contents.Select(c => c.ToString())],
        };
        await ScrubAsync(id, about, scan, items, annotations).ConfigureAwait(false);
        stage("deltas");
        var sweep = new RevisionSweep(context, pace);
        await sweep.RunAsync(Relation.Items, items, isDryRun: false, null, CancellationToken.None).ConfigureAwait(false);
        stage("items");
        await sweep.RunAsync(Relation.Annotations, annotations, isDryRun: false, null, CancellationToken.None).ConfigureAwait(false);
        stage("annotations");
        context.Log.DropCache();
        context.Query.DropCaches();
        EraseSegments(lineages, items, annotations, stage);
        alone.Dispose();
        var (removed, shared) = await RemoveBinariesAsync(contents).ConfigureAwait(false);
        stage("binaries");
        about = about with { Stage = ErasureDocument.Removed, Items = null, ItemNumbers = null, AnnotationNumbers = null, Binaries = null };
        await WriteAsync(id, about, along: null).ConfigureAwait(false);
        stage("removed");
        return new ErasureReport
        {
            Id = id,
            ItemsCount = about.ItemsCount,
            AnnotationsCount = about.AnnotationsCount,
            Datasets = about.Datasets,
            RevisionsRemoved = sweep.Removed,
            BinariesRemoved = removed,
            BinariesShared = shared,
            IsLogEmptied = await EmptyAsync(id, about).ConfigureAwait(false),
        };
    }

    /// <summary>Rows that no commit ever had, for theirs failed or replaced them itself, are in segments alone: they go too.</summary>
    private void EraseSegments(RoaringBitmap lineages, RoaringBitmap items, RoaringBitmap annotations, Action<string> reached)
    {
        var (ofItems, ofAnnotations) = (new List<RevisionNumber>(), new List<RevisionNumber>());
        foreach (var lineage in lineages)
        {
            context.ItemSegments.FindAll(new Lineage((long)lineage), ofItems);
            context.AnnotationSegments.FindAllOfItem(new Lineage((long)lineage), ofAnnotations);
            context.AnnotationSegments.FindAll(new Lineage((long)lineage), ofAnnotations);
        }

        Erase(Relation.Items, items.Or(SetOf(ofItems)));
        reached("segments");
        Erase(Relation.Annotations, annotations.Or(SetOf(ofAnnotations)));
    }

    private void Erase(Relation relation, RoaringBitmap numbers)
    {
        context.SegmentsOf(relation).Erase(numbers);
        context.Digests.Forget(relation, numbers);
    }

    private static RoaringBitmap SetOf(List<RevisionNumber> numbers) =>
        numbers.Count == 0 ? RoaringBitmap.Empty : RoaringBitmap.FromSorted([.. numbers.Select(n => (ulong)n.Value).Distinct().Order()]);

    /// <summary>A tombstone for each dataset that any of it is or was in.</summary>
    private async Task BuryAsync(string id, ErasureDocument about, RoaringBitmap lineages)
    {
        var scan = ErasureScan.Run(context, lineages, derived: null, CancellationToken.None);
        foreach (var touched in FindTouched(scan, CancellationToken.None))
        {
            if (!Tombstone.IsThere(context, id, touched.Dataset.Ordinal) && !touched.Dataset.IsPurged)
            {
                await Tombstone.CommitAsync(context, id, about, touched, lineages).ConfigureAwait(false);
                stage("tombstone");
            }
        }
    }

    private async Task ScrubAsync(
        string id, ErasureDocument about, ErasureScan scan, RoaringBitmap items, RoaringBitmap annotations)
    {
        var batch = new CatalogBatch();
        new DeltaScrub(context, items, annotations, new TextScrub(scan.Paths), about.Datasets).AddTo(batch, CancellationToken.None);
        batch.ChangedDocuments.Add(Encode(id, about));
        await context.History.ChangeAsync(
            async () =>
            {
                if (await context.Catalog.CommitAsync(batch).ConfigureAwait(false) != CatalogOutcome.Committed)
                {
                    throw new WriteConflictException();
                }

                context.Erased.Add(items, annotations);
            },
            static _ => true).ConfigureAwait(false);
    }

    private async Task<(long Removed, long Shared)> RemoveBinariesAsync(List<ContentHash> contents)
    {
        var binaries = new BinarySweep(context, heldAbove, pace);
        await binaries.ReadReferencedAsync(CancellationToken.None).ConfigureAwait(false);
        long removed = 0;
        foreach (var content in contents)
        {
            // One that is being put again belongs to who puts it.
            removed += !binaries.IsReferenced(content) && context.Blobs.TryDelete(content, TimeSpan.Zero) ? 1 : 0;
        }

        return (removed, contents.Count - removed);
    }

    /// <summary>Writes the catalog anew, so that no byte of what was deleted is in its files.</summary>
    private async Task<bool> EmptyAsync(string id, ErasureDocument about)
    {
        var isEmptied = false;
        for (var i = 0; i < CompactTries && !isEmptied; i++)
        {
            if (i > 0)
            {
                await Task.Delay(100).ConfigureAwait(false);
            }

            isEmptied = await context.Catalog.CompactAsync(whole: i == 0).ConfigureAwait(false);
        }

        stage("emptied");
        if (isEmptied)
        {
            var batch = new CatalogBatch();
            batch.DeletedDocuments.AddRange(
                context.Catalog.ReadDocuments(ErasureDocument.TombstoneKind, id).Select(d => (d.Kind, d.Id)));
            await WriteAsync(id, about with { Stage = ErasureDocument.Done }, batch).ConfigureAwait(false);
        }

        return isEmptied;
    }

    private List<ErasureDataset> FindTouched(ErasureScan scan, CancellationToken cancellationToken)
    {
        var reach = new ErasureReach(context, scan);
        return [.. datasets().OrderBy(d => d.Ordinal).Select(d => reach.Find(d, cancellationToken)).OfType<ErasureDataset>()];
    }

    private HashSet<ContentHash> FindShared(ErasureScan scan, CancellationToken cancellationToken)
    {
        var shared = new HashSet<ContentHash>(heldAbove().Where(scan.Contents.Contains));
        var end = context.Catalog.ReadRevisionEnd(Relation.Items);
        foreach (var revision in context.Log.Read(Relation.Items, new RevisionNumber(0), new RevisionNumber(end)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (scan.Contents.Contains(revision.Content) && !scan.Lineages.Contains((ulong)revision.Lineage.Value))
            {
                shared.Add(revision.Content);
            }
        }

        return shared;
    }

    private static List<ContentHash> Contents(ErasureDocument about, ErasureScan scan)
    {
        var contents = new HashSet<ContentHash>(scan.Contents);
        foreach (var text in about.Binaries ?? [])
        {
            if (ContentHash.TryParse(text, out var hash))
            {
                contents.Add(hash);
            }
        }

        return [.. contents];
    }

    private async Task WriteAsync(string id, ErasureDocument about, CatalogBatch? along)
    {
        var batch = along ?? new CatalogBatch();
        batch.ChangedDocuments.Add(Encode(id, about));
        if (await context.Catalog.CommitAsync(batch).ConfigureAwait(false) != CatalogOutcome.Committed)
        {
            throw new WriteConflictException();
        }
    }

    private static RoaringBitmap SetOf(IEnumerable<Lineage> lineages) =>
        RoaringBitmap.FromSorted([.. lineages.Select(l => (ulong)l.Value).Distinct().Order()]);

    private static DocumentRecord Encode(string id, ErasureDocument about) =>
        new(ErasureDocument.Kind, id, "", null, JsonSerializer.SerializeToUtf8Bytes(about, MaintenanceJson.Default.ErasureDocument));
}
