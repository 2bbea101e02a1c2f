using System.Text.Json;
using Venn.Bitmaps;
using Venn.Bitmaps.Format;
using Venn.Engine.Maintenance.Retention;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Maintenance.Collection;

/// <summary>
/// One collection: forgets what rules give up, marks what is dead, sweeps what was dead at the last mark too, if that is a
/// grace time ago, and removes binaries and containers that nothing refers to. Beside readers and writers. One thread.
/// </summary>
/// <remarks>
/// Why nothing dead comes back to life: a commit can take revisions from a state alone, states are put together of kept
/// commits alone, and all revisions of those are live. Forgetting, the only step that makes revisions dead, is done while nobody writes
/// from a past state (<see cref="PastGate"/>).
/// </remarks>
internal sealed class Collector(
    EngineContext context, Func<IReadOnlyCollection<Dataset>> datasets, Action<Dataset> onPurged,
    Func<IEnumerable<ContentHash>> heldAbove, CollectRequest request, IProgress<CollectProgress>? progress)
{
    private const string MarkKind = "engine.mark";
    private const string MarkId = "revisions";

    private readonly Pace pace = new(request.RowsPerSecond);

    public async Task<CollectReport> RunAsync(CancellationToken cancellationToken)
    {
        var before = context.Catalog.GetSizeBytes();
        await StampDeletedAsync().ConfigureAwait(false);
        Report("history");
        var forgetting = new Forgetting(context, datasets, request.Grace) { Fault = request.Fault };
        var forgotten = request.IsDryRun
            ? forgetting.Plan()
            : await forgetting.RunAsync(onPurged, cancellationToken).ConfigureAwait(false);
        Report("mark");
        var live = await LiveSet.ReadAsync(context, pace, cancellationToken).ConfigureAwait(false);
        var sweep = new RevisionSweep(context, pace);
        var (items, annotations) = (live.Dead(Relation.Items), live.Dead(Relation.Annotations));
        if (request.IsDryRun)
        {
            (items, annotations) = (items.Or(Doomed(forgotten, live, Relation.Items)), annotations.Or(Doomed(forgotten, live, Relation.Annotations)));
        }

        var (ripeItems, ripeAnnotations) = request.IsDryRun ? (items, annotations) : await RipeAsync(items, annotations).ConfigureAwait(false);
        Report("sweep");
        await sweep.RunAsync(Relation.Items, WithFault(ripeItems, live), request.IsDryRun, null, cancellationToken).ConfigureAwait(false);
        await sweep.RunAsync(Relation.Annotations, ripeAnnotations, request.IsDryRun, null, cancellationToken).ConfigureAwait(false);
        Report("binaries");
        var binaries = new BinarySweep(context, heldAbove, pace);
        await binaries.ReadReferencedAsync(cancellationToken).ConfigureAwait(false);
        await binaries.RunAsync(request.Grace, request.IsDryRun, cancellationToken).ConfigureAwait(false);
        RemoveLiveBinary(live);
        Report("space");
        var (segments, containers) = request.IsDryRun ? (0, 0) : await GiveBackAsync(sweep, cancellationToken).ConfigureAwait(false);
        return new CollectReport
        {
            IsDryRun = request.IsDryRun,
            CommitsForgotten = forgotten.Sum(p => p.Gone.Cardinality),
            DatasetsPurged = [.. forgotten.Where(p => p.IsPurge).Select(p => p.Dataset.Ordinal.Value)],
            RevisionsDead = request.IsDryRun ? sweep.Removed : sweep.Removed + Waiting(items, ripeItems) + Waiting(annotations, ripeAnnotations),
            RevisionsRemoved = request.IsDryRun ? 0 : sweep.Removed,
            BlocksDeleted = sweep.BlocksDeleted,
            BlocksRewritten = sweep.BlocksRewritten,
            SegmentsRebuilt = segments,
            BinariesDead = binaries.Dead,
            BinariesRemoved = binaries.Removed,
            BinaryBytesFreed = binaries.BytesFreed,
            CatalogBytesFreed = Math.Max(0, before - context.Catalog.GetSizeBytes()),
            ContainersDeleted = containers,
        };
    }

    private static long Waiting(RoaringBitmap dead, RoaringBitmap ripe) => dead.AndNotCardinality(ripe);

    /// <summary>What would be dead if the planned commits were forgotten: what they alone add.</summary>
    private RoaringBitmap Doomed(List<ForgetPlan> plans, LiveSet live, Relation relation)
    {
        var kept = RoaringBitmap.Empty;
        var planned = plans.ToDictionary(p => p.Dataset.Ordinal);
        foreach (var dataset in datasets())
        {
            var head = dataset.Head.Commit.Id;
            var set = planned.TryGetValue(dataset.Ordinal, out var plan)
                ? plan.Kept
                : RoaringBitmap.FromRange(1, (ulong)head.Sequence + 1).AndNot(context.Retention.Get(dataset.Ordinal).Forgotten);

            // A kept commit behind a gap will add all that its state has; behind a kept one, what it adds now.
            var behindGap = set.Where(s => !set.Contains(s - 1)).ToArray();
            kept = RoaringBitmap.OrMany(
            [
                kept, Added(dataset, set.AndNot(RoaringBitmap.FromSorted(behindGap)), relation),
                .. behindGap.Select(s => context.History.Resolve(head with { Sequence = (long)s })[relation]),
            ]);
        }

        return live.Live(relation).AndNot(kept);
    }

    private RoaringBitmap Added(Dataset dataset, RoaringBitmap sequences, Relation relation)
    {
        var added = context.Catalog
            .ReadCommits(dataset.Ordinal.Value, 1, long.MaxValue, int.MaxValue, descending: false)
            .Where(r => sequences.Contains((ulong)r.Key.Sequence))
            .Select(r => StateDeltaCodec.Decode(r.Delta.Span, context.Masks.Length)[relation].Added);
        return RoaringBitmap.OrMany([.. added]);
    }

    /// <summary>A dataset that was deleted before deletions had a time: its time runs from now.</summary>
    private async Task StampDeletedAsync()
    {
        var unknown = datasets()
            .Where(d => d.IsDeleted && !d.IsPurged && context.Retention.Get(d.Ordinal).DeletedAtMs is null).ToList();
        if (unknown.Count > 0 && !request.IsDryRun)
        {
            var now = context.Identities.NowMs();
            await context.Retention.ChangeAsync(
                new CatalogBatch(),
                [.. unknown.Select(d => (d.Ordinal, (Func<RetentionRecord, RetentionRecord>)(r => r with { DeletedAtMs = r.DeletedAtMs ?? now })))])
                .ConfigureAwait(false);
        }
    }

    /// <summary>What was dead at the last mark and still is, once that is a grace time ago; then the next mark is made.</summary>
    private async Task<(RoaringBitmap Items, RoaringBitmap Annotations)> RipeAsync(RoaringBitmap items, RoaringBitmap annotations)
    {
        var now = context.Identities.NowMs();
        var mark = request.Grace <= TimeSpan.Zero ? (AtMs: now, Items: items, Annotations: annotations) : ReadMark();
        if (mark is { } present && now - present.AtMs < request.Grace.TotalMilliseconds)
        {
            return (RoaringBitmap.Empty, RoaringBitmap.Empty);
        }

        var ripe = mark is { } old ? (items.And(old.Items), annotations.And(old.Annotations)) : (RoaringBitmap.Empty, RoaringBitmap.Empty);
        var next = new MarkDocument
        {
            AtMs = now, Items = SetText.Write(items.AndNot(ripe.Item1)), Annotations = SetText.Write(annotations.AndNot(ripe.Item2)),
        };
        var batch = new CatalogBatch();
        batch.ChangedDocuments.Add(new DocumentRecord(
            MarkKind, MarkId, "", null, JsonSerializer.SerializeToUtf8Bytes(next, MaintenanceJson.Default.MarkDocument)));
        await context.Catalog.CommitAsync(batch).ConfigureAwait(false);
        return ripe;
    }

    /// <summary>A mark that cannot be read is none: the grace time begins anew.</summary>
    private (long AtMs, RoaringBitmap Items, RoaringBitmap Annotations)? ReadMark()
    {
        try
        {
            return context.Catalog.ReadDocument(MarkKind, MarkId) is { } row
                && JsonSerializer.Deserialize(row.Body.Span, MaintenanceJson.Default.MarkDocument) is { } mark
                    ? (mark.AtMs, SetText.Read(mark.Items), SetText.Read(mark.Annotations))
                    : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or RoaringFormatException)
        {
            return null;
        }
    }

    private async Task<(int Segments, int Containers)> GiveBackAsync(RevisionSweep sweep, CancellationToken cancellationToken)
    {
        var rebuilt = 0;
        foreach (var ((relation, segment), count) in sweep.BySegment)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (context.SegmentsOf(relation).RebuildIfMostlyDead(segment, count))
            {
                context.Digests.Forget(relation, RoaringBitmap.Of((ulong)segment.First.Value));
                rebuilt++;
            }
        }

        var containers = await DeleteContainersAsync().ConfigureAwait(false);
        await context.Catalog.CompactAsync(whole: false).ConfigureAwait(false);
        return (rebuilt, containers);
    }

    private async Task<int> DeleteContainersAsync()
    {
        // Derived: a checkpoint on its way that leans on one that goes is passed over when it is read.
        var stored = context.Catalog.ReadContainerHashes().ToHashSet();
        var used = new HashSet<UInt128>();
        foreach (var dataset in context.Catalog.ReadDatasets())
        {
            foreach (var checkpoint in context.Catalog.ReadCheckpoints(dataset.Ordinal))
            {
                CheckpointCodec.ReadHashes(checkpoint, used);
            }
        }

        stored.ExceptWith(used);
        foreach (var chunk in stored.Chunk(1024))
        {
            context.Checkpoints.Forget(chunk);
            var batch = new CatalogBatch();
            batch.DeletedContainers.AddRange(chunk);
            await context.Catalog.CommitAsync(batch).ConfigureAwait(false);
        }

        return stored.Count;
    }

    private void Report(string stage) => progress?.Report(new CollectProgress(stage, 0, 0));

    private RoaringBitmap WithFault(RoaringBitmap ripe, LiveSet live) =>
        request.Fault == CollectFault.LiveRevision && !live.Live(Relation.Items).IsEmpty
            ? ripe.Add(live.Live(Relation.Items).Min)
            : ripe;

    private void RemoveLiveBinary(LiveSet live)
    {
        if (request.Fault == CollectFault.LiveBinary)
        {
            var content = live.Live(Relation.Items).Select(n => context.Log.Get(Relation.Items, new RevisionNumber((long)n)).Content)
                .First(c => !c.IsNone);
            context.Blobs.TryDelete(content, TimeSpan.Zero);
        }
    }
}
