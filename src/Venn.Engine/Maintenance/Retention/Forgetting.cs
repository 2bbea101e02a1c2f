using Venn.Bitmaps;
using Venn.Engine.Maintenance.Collection;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Merging;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Maintenance.Retention;

/// <summary>
/// Forgets the commits that no rule keeps: their deltas go, and the delta of the next kept commit tells the whole way
/// from the kept one before it, so that replaying leads to the same states. One at a time.
/// </summary>
/// <remarks>
/// Planned beside everybody; then, alone with whoever writes from past states, looked at again and written in one
/// transaction: what is needed now that was not needed then is left.
/// </remarks>
internal sealed class Forgetting(EngineContext context, Func<IReadOnlyCollection<Dataset>> datasets, TimeSpan grace)
{
    /// <summary>Commits forgotten in one transaction, unless those of one dataset are more.</summary>
    private const int BatchLimit = 20_000;

    /// <summary>For negative controls of the tests.</summary>
    public CollectFault Fault { get; init; }

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>What would be forgotten now.</summary>
    public List<ForgetPlan> Plan()
    {
        var all = datasets();
        var kept = Kept(all, static _ => true);
        var plans = new List<ForgetPlan>();
        foreach (var dataset in all)
        {
            var head = kept.HeadOf(dataset.Ordinal);
            var forgotten = context.Retention.Get(dataset.Ordinal).Forgotten;
            var gone = RoaringBitmap.FromRange(1, (ulong)head + 1).AndNot(forgotten).AndNot(kept.Of(dataset.Ordinal));

            // One that clones came from is purged in part; for good, when the last of them is gone.
            var isPurged = kept.Purged.Contains(dataset.Ordinal)
                && (!context.Retention.IsPurged(dataset.Ordinal) || kept.Of(dataset.Ordinal).IsEmpty);
            if (!gone.IsEmpty || isPurged)
            {
                plans.Add(new ForgetPlan(dataset, head, gone, kept.Of(dataset.Ordinal), isPurged));
            }
        }

        // What a purged dataset needs of others may be given up with it and not before: the newest, from which nothing came, first.
        return [.. plans.OrderByDescending(p => p.IsPurge).ThenByDescending(p => p.IsPurge ? p.Dataset.Ordinal.Value : 0)];
    }

    /// <summary>Plans and carries out. What cannot be done now, for others are busy with the past, is left for the next time.</summary>
    /// <param name="onPurged">Is told of each dataset that is gone.</param>
    /// <param name="cancellationToken">Between transactions.</param>
    /// <returns>What was forgotten.</returns>
    public async Task<List<ForgetPlan>> RunAsync(Action<Dataset> onPurged, CancellationToken cancellationToken)
    {
        var done = new List<ForgetPlan>();
        var plans = Plan();
        for (var start = 0; start < plans.Count;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long size = 0;
            var end = start;
            while (end < plans.Count && (end == start || size + plans[end].Gone.Cardinality <= BatchLimit))
            {
                size += plans[end++].Gone.Cardinality;
            }

            var squashes = plans[start..end].ToDictionary(p => p, Squash);
            done.AddRange(await WriteAsync(squashes, onPurged, cancellationToken).ConfigureAwait(false));
            start = end;
        }

        return done;
    }

    /// <summary>New deltas of the kept commits before which something is forgotten.</summary>
    private List<(long Sequence, StateDelta Delta)> Squash(ForgetPlan plan)
    {
        var squashes = new List<(long, StateDelta)>();
        var before = plan.Gone.Or(plan.Kept);
        foreach (var sequence in plan.Kept)
        {
            var old = before.Within(0, sequence);
            if (old.IsEmpty || !plan.Gone.Contains(old.Max))
            {
                continue;
            }

            var from = plan.Kept.Within(0, sequence);
            var start = from.IsEmpty
                ? DatasetState.Empty(context.Masks.Length)
                : Resolve(plan.Dataset, (long)from.Max);
            squashes.Add(((long)sequence, StateDelta.Between(start, Resolve(plan.Dataset, (long)sequence), context.Masks)));
        }

        return squashes;
    }

    private DatasetState Resolve(Dataset dataset, long sequence) =>
        context.History.Resolve(new CommitId(dataset.Ordinal, sequence));

    private async Task<List<ForgetPlan>> WriteAsync(
        Dictionary<ForgetPlan, List<(long Sequence, StateDelta Delta)>> squashes, Action<Dataset> onPurged,
        CancellationToken cancellationToken)
    {
        using var place = await EnterAloneAsync(cancellationToken).ConfigureAwait(false);
        if (place is null)
        {
            return [];
        }

        // One that was deleted meanwhile is there until it is purged, and can be restored.
        var purged = squashes.Keys.Where(p => p.IsPurge).Select(p => p.Dataset.Ordinal).ToHashSet();
        var now = Kept(datasets(), purged.Contains);
        var plans = squashes.Keys.Where(p => !p.Gone.Intersects(now.Of(p.Dataset.Ordinal)) && (!p.IsPurge || now.Purged.Contains(p.Dataset.Ordinal)))
            .ToList();
        var batch = new CatalogBatch();
        foreach (var plan in plans)
        {
            Fill(batch, plan, squashes[plan]);
        }

        var at = context.Identities.NowMs();
        var gone = plans.ToDictionary(p => p.Dataset.Ordinal, p => p.Gone);
        await context.History.ChangeAsync(
            async () =>
            {
                var isWritten = await context.Retention.ChangeAsync(batch, [.. plans.Select(p => (p.Dataset.Ordinal, Change(p, at)))])
                    .ConfigureAwait(false);
                if (!isWritten)
                {
                    throw new WriteConflictException();
                }
            },
            id => gone.TryGetValue(id.Dataset, out var set) && set.Contains((ulong)id.Sequence)).ConfigureAwait(false);
        foreach (var plan in plans.Where(p => p.IsPurge))
        {
            onPurged(plan.Dataset);
        }

        return plans;
    }

    private static Func<RetentionRecord, RetentionRecord> Change(ForgetPlan plan, long atMs) => record => record with
    {
        Forgotten = record.Forgotten.Or(plan.Gone), PurgedAtMs = record.PurgedAtMs ?? (plan.IsPurge ? atMs : null),
    };

    private void Fill(CatalogBatch batch, ForgetPlan plan, List<(long Sequence, StateDelta Delta)> squashes)
    {
        var dataset = plan.Dataset.Ordinal.Value;
        var snapshots = plan.IsPurge ? plan.Dataset.ReadSnapshots() : [];
        batch.DeletedSnapshots.AddRange(snapshots.Select(s => s.Id));
        batch.DeletedDocuments.AddRange(snapshots.Select(s => (SnapshotShelf.HoldKind, s.Id)));
        if (plan.IsPurge)
        {
            batch.ChangedDatasets.Add(plan.Dataset.Record with { Name = "", Body = "{}"u8.ToArray(), IsDeleted = true });
            SettlementLog.Delete(context.Catalog, batch, plan.Dataset.Ordinal);
        }

        if (plan.IsPurge && plan.Kept.IsEmpty)
        {
            batch.PurgedDatasets.Add(dataset);
            return;
        }

        foreach (var checkpoint in context.Catalog.ReadCheckpoints(dataset))
        {
            if (plan.Gone.Contains((ulong)checkpoint.Key.Sequence))
            {
                batch.DeletedCheckpoints.Add(checkpoint.Key);
            }
        }

        foreach (var sequence in plan.Gone)
        {
            var row = Row(dataset, (long)sequence) with { Delta = StateDeltaCodec.Forgotten };
            batch.ChangedCommits.Add(plan.IsPurge ? row with { Message = "", Details = default } : row);
        }

        foreach (var (sequence, delta) in Fault == CollectFault.LostDelta ? [] : squashes)
        {
            var row = Row(dataset, sequence) with { Delta = StateDeltaCodec.Encode(delta) };
            batch.ChangedCommits.Add(plan.IsPurge ? row with { Message = "", Details = default } : row);
        }
    }

    private CommitRecord Row(long dataset, long sequence) => context.Catalog.ReadCommit(new CommitKey(dataset, sequence))
        ?? throw new Storage.CatalogDamagedException(
            $"Commit {dataset}:{sequence} is missing from the catalog. Restore the catalog from a backup.");

    private KeptCommits Kept(IReadOnlyCollection<Dataset> all, Func<DatasetOrdinal, bool> mayBePurged) => KeptCommits.Compute(
        context, all, mayBePurged, DateTimeOffset.FromUnixTimeMilliseconds(context.Identities.NowMs()), grace);

    /// <summary>Who waits to be alone keeps others out: not for long. Null when long work with the past is under way.</summary>
    private async Task<IDisposable?> EnterAloneAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await context.Past.EnterAloneAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
