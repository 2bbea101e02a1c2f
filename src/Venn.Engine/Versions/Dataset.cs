using Venn.Engine.Maintenance.Retention;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Merging;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Versions;

/// <summary>
/// A dataset: its head, its history, and the one door through which it is written. Threads: safe. One writer at a time
/// edits; the next may edit on top while the commit before is still on its way to the disk, so that many share an fsync.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design", "CA1001", Justification = "A semaphore whose wait handle is never asked for holds nothing to dispose.")]
public sealed class Dataset
{
    /// <summary>How often an edit is made anew when the commit it stood on failed.</summary>
    private const int RetryLimit = 8;

    private readonly EngineContext context;
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly Lock publishing = new();
    private volatile DatasetRecord record;
    private volatile DatasetVersion head;

    /// <summary>The newest commit, durable or not; null when it is the head. Guarded by <see cref="gate"/>.</summary>
    private DatasetVersion? tip;

    /// <summary>Completes when <see cref="tip"/> is durable, or fails with it.</summary>
    private Task tipSettled = Task.CompletedTask;

    internal Dataset(EngineContext context, DatasetRecord record, CommitRecord head, DatasetState? state)
    {
        this.context = context;
        this.record = record;
        this.head = new DatasetVersion(context, this, Commit.From(head), state);
    }

    public DatasetOrdinal Ordinal => new(record.Ordinal);

    internal DatasetRecord Record => record;

    public DatasetInfo Info => new(record.Scope, record.Name, record.Body);

    /// <summary>The dataset it was cloned from, or none.</summary>
    public DatasetOrdinal Source => new(record.SourceOrdinal ?? 0);

    public DateTimeOffset CreatedAt => DateTimeOffset.FromUnixTimeMilliseconds(record.CreatedAtMs);

    public bool IsDeleted => record.IsDeleted;

    /// <summary>Deleted, and its time is over: it cannot come back, and only what other datasets came from can be read.</summary>
    public bool IsPurged => context.Retention.IsPurged(Ordinal);

    /// <summary>How long its history is kept: its own rule, or the store's default.</summary>
    public RetentionRule Retention => context.Retention.RuleOf(Ordinal);

    /// <summary>Whether the rule is its own.</summary>
    public bool HasOwnRetention => context.Retention.Get(Ordinal).Rule is not null;

    /// <summary>The last durable version. A reader takes it once and sees one state throughout.</summary>
    public DatasetVersion Head => head;

    /// <summary>Whether a rule of retention has given the state of a commit up.</summary>
    public bool IsForgotten(long sequence) => context.Retention.IsForgotten(new CommitId(Ordinal, sequence));

    /// <summary>The version of a commit of this dataset, or null.</summary>
    public DatasetVersion? FindVersion(long sequence)
    {
        var now = head;
        if (sequence == now.Commit.Id.Sequence)
        {
            return now;
        }

        return sequence < now.Commit.Id.Sequence && context.History.FindCommit(new CommitId(Ordinal, sequence)) is { } found
            ? new DatasetVersion(context, this, Commit.From(found), null)
            : null;
    }

    /// <summary>The version that was the head at an instant, or null before the first.</summary>
    /// <remarks>Cost: halving, for the times of commits never go back.</remarks>
    public DatasetVersion? FindVersionAt(DateTimeOffset instant)
    {
        var now = head;
        var atMs = instant.ToUnixTimeMilliseconds();
        if (now.Commit.CreatedAt.ToUnixTimeMilliseconds() <= atMs)
        {
            return now;
        }

        var (first, end) = (1L, now.Commit.Id.Sequence);
        while (first < end)
        {
            var middle = first + ((end - first) / 2);
            var isLater = context.History.FindCommit(new CommitId(Ordinal, middle)) is { } commit && commit.CreatedAtMs > atMs;
            (first, end) = isLater ? (first, middle) : (middle + 1, end);
        }

        return first == 1 ? null : FindVersion(first - 1);
    }

    /// <summary>Commits, newest first: those with sequence ≤ <paramref name="last"/>, at most <paramref name="limit"/>.</summary>
    public IReadOnlyList<Commit> ReadLog(long last, int limit) =>
        [.. context.Catalog.ReadCommits(record.Ordinal, 1, Math.Min(last, head.Commit.Id.Sequence), limit, descending: true)
            .Select(Commit.From)];

    /// <summary>
    /// Edits the dataset: <paramref name="edit"/> runs alone (one writer per dataset), on the newest state; what it
    /// changed becomes one commit. Completes when the commit is durable. If the edit throws, nothing is changed. An
    /// edit that changes nothing makes no commit. An edit may run again when a commit it stood on failed: it must not
    /// change anything but through the writer.
    /// </summary>
    /// <exception cref="DatasetDeletedException">The dataset was deleted.</exception>
    /// <exception cref="WriteConflictException">A document written along has an id or name that is taken.</exception>
    /// <exception cref="IOException">The disk is full or failed; nothing is changed.</exception>
    public Task<T> WriteAsync<T>(
        CommitInfo commit, Func<DatasetWriter, T> edit, CancellationToken cancellationToken = default) =>
        CommitAsync(
            commit,
            version =>
            {
                var writer = new DatasetWriter(context, version);
                try
                {
                    return (edit(writer), PendingCommit.From(writer));
                }
                catch
                {
                    writer.Items.Settle();
                    writer.Annotations.Settle();
                    throw;
                }
            },
            cancellationToken);

    /// <exception cref="DatasetNameTakenException">The scope has another living dataset of the new name.</exception>
    public async Task UpdateInfoAsync(Func<DatasetInfo, DatasetInfo> update)
    {
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            ThrowIfDeleted();
            var info = update(Info);
            await ReplaceRecordAsync(record with { Scope = info.Scope, Name = info.Name, Body = info.Body }, null)
                .ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Names a commit of this dataset. Durable when it completes; the state is not touched.</summary>
    /// <exception cref="SnapshotNameTakenException">The dataset has a snapshot of that name.</exception>
    /// <exception cref="InvalidRequestException">The dataset has no such commit.</exception>
    /// <exception cref="CommitForgottenException">A rule of retention has given its state up.</exception>
    public async Task<Snapshot> TakeSnapshotAsync(string name, long sequence, CommitInfo commit)
    {
        using var place = await context.Past.EnterAsync(CancellationToken.None).ConfigureAwait(false);
        ThrowIfDeleted();
        context.History.ThrowIfForgotten(new CommitId(Ordinal, sequence));
        if (sequence < 1 || sequence > head.Commit.Id.Sequence)
        {
            throw new InvalidRequestException($"Dataset {Ordinal} has no commit {sequence}: its head is {head.Commit.Id.Sequence}.");
        }

        var row = new SnapshotRecord(
            context.Identities.NextEntityId(), new CommitKey(record.Ordinal, sequence), name, context.Identities.NowMs(),
            commit.Author, commit.Message);
        var batch = new CatalogBatch();
        batch.Snapshots.Add(row);
        return await context.Catalog.CommitAsync(batch).ConfigureAwait(false) == CatalogOutcome.Committed
            ? Snapshot.From(row)
            : throw new SnapshotNameTakenException(name);
    }

    /// <summary>By id, the oldest first.</summary>
    public IReadOnlyList<Snapshot> ReadSnapshots() => SnapshotShelf.Read(context.Catalog, record.Ordinal);

    /// <summary>Deletes a snapshot: its commit is then kept as long as the rule of retention says. Nothing happens if it is not there.</summary>
    /// <exception cref="SnapshotHeldException">A rule holds it.</exception>
    public Task DeleteSnapshotAsync(string id, CatalogBatch? along = null) => ChangeSnapshotAsync(id, snapshot =>
    {
        SnapshotShelf.ThrowIfHeld([snapshot], Now);
        return SnapshotShelf.DeleteAsync(context.Catalog, snapshot, along);
    });

    /// <summary>Holds a snapshot against deletion, in the place of a hold that it has; null lifts it. Who may is for the caller to know.</summary>
    /// <exception cref="InvalidRequestException">There is no such snapshot, or no reason.</exception>
    public async Task<Snapshot> HoldSnapshotAsync(string id, SnapshotHold? hold)
    {
        if (hold is { Reason.Length: 0 })
        {
            throw new InvalidRequestException("reason: say why the snapshot is held.");
        }

        await ChangeSnapshotAsync(id, snapshot => SnapshotShelf.HoldAsync(context.Catalog, snapshot, hold)).ConfigureAwait(false);
        return SnapshotShelf.Find(context.Catalog, id) ?? throw new InvalidRequestException($"Dataset {Ordinal} has no snapshot {id}.");
    }

    /// <exception cref="SnapshotHeldException">A rule holds one of its snapshots: it cannot be deleted.</exception>
    public void ThrowIfHeld() => SnapshotShelf.ThrowIfHeld(ReadSnapshots(), Now);

    /// <summary>Sets how long history is kept; null: as the store's default says. What is given up already stays so.</summary>
    /// <exception cref="InvalidRequestException">A number of the rule is out of range.</exception>
    public async Task SetRetentionAsync(RetentionRule? rule)
    {
        rule?.Validate();
        await context.Retention.ChangeAsync(new CatalogBatch(), [(Ordinal, r => r with { Rule = rule })]).ConfigureAwait(false);
    }

    /// <summary>A new commit whose state is that of an earlier commit (of this dataset): nothing is lost.</summary>
    /// <exception cref="InvalidRequestException">The dataset has no such commit.</exception>
    /// <exception cref="CommitForgottenException">A rule of retention has given its state up.</exception>
    public async Task<DatasetVersion> RollBackAsync(
        long sequence, CommitInfo commit, CancellationToken cancellationToken = default)
    {
        using var place = await context.Past.EnterAsync(cancellationToken).ConfigureAwait(false);
        return await CommitAsync(
            commit,
            version =>
            {
                var target = FindVersion(sequence)
                    ?? throw new InvalidRequestException($"Dataset {Ordinal} has no commit {sequence} to roll back to.");
                var delta = StateDelta.Between(version.State, target.State, context.Masks);
                return (version, PendingCommit.From(delta, new CatalogBatch()));
            },
            cancellationToken,
            (_, made) => made).ConfigureAwait(false);
    }

    /// <summary>Brings a deleted dataset back, with all of its history.</summary>
    /// <exception cref="DatasetNameTakenException">Another living dataset has taken its name.</exception>
    /// <exception cref="InvalidRequestException">Its time is over, and it was purged.</exception>
    public async Task RestoreAsync(CatalogBatch? along = null)
    {
        using var place = await context.Past.EnterAsync(CancellationToken.None).ConfigureAwait(false);
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (IsPurged)
            {
                throw new InvalidRequestException(
                    $"Dataset {Ordinal} was deleted and its time is over: it is gone. Restore a backup, or import an archive of it.");
            }

            if (IsDeleted)
            {
                await ReplaceRecordAsync(record with { IsDeleted = false }, along, r => r with { DeletedAtMs = null }).ConfigureAwait(false);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Marks the dataset deleted, behind every write that came before. False when it was already.</summary>
    internal async Task<bool> DeleteAsync(CatalogBatch? along)
    {
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (IsDeleted)
            {
                return false;
            }

            ThrowIfHeld();
            var now = context.Identities.NowMs();
            await ReplaceRecordAsync(record with { IsDeleted = true }, along, r => r with { DeletedAtMs = now }).ConfigureAwait(false);
            return true;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>
    /// How the conflicts of a merge, revert or cherry-pick were settled, in the order in which they were met. Cost: follows the page.
    /// </summary>
    /// <param name="sequence">Of its commit; of any other commit there are none.</param>
    /// <param name="first">From 0.</param>
    /// <param name="count">At most so many.</param>
    public (long Total, IReadOnlyList<MergeSettlement> Page) ReadSettlements(long sequence, long first, int count) =>
        SettlementLog.Read(context.Catalog, new CommitId(Ordinal, sequence), first, count);

    /// <summary>Its row in the catalog has lost its name and body.</summary>
    internal void OnPurged() => record = record with { Name = "", Body = "{}"u8.ToArray() };

    /// <summary>The one path of every commit after the first: prepare under the gate, then wait for the disk outside it.</summary>
    internal async Task<T> CommitAsync<T>(
        CommitInfo commit, Func<DatasetVersion, (T Result, PendingCommit Pending)> prepare,
        CancellationToken cancellationToken, Func<T, DatasetVersion, T>? finish = null, bool ofDeleted = false)
    {
        for (var attempt = 1; ; attempt++)
        {
            T result;
            DatasetVersion made;
            Task settled;
            bool stoodOnPending;
            await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (!ofDeleted)
                {
                    ThrowIfDeleted();
                }

                var @base = tip ?? head;
                stoodOnPending = tip is not null;
                (result, var pending) = prepare(@base);
                (made, settled) = Enqueue(@base, commit, pending);
            }
            finally
            {
                gate.Release();
            }

            try
            {
                await settled.ConfigureAwait(false);
                return finish is null ? result : finish(result, made);
            }
            catch (WriteConflictException) when (stoodOnPending && attempt < RetryLimit)
            {
                // The commit below failed, and this one with it: nobody's fault here, so it is made anew.
            }
        }
    }

    private (DatasetVersion Made, Task Settled) Enqueue(DatasetVersion @base, CommitInfo commit, PendingCommit pending)
    {
        if (pending.Delta is null)
        {
            // Nothing to commit; but what the edit saw must be durable before its caller acts on it.
            pending.Settle();
            return (@base, pending.Batch.IsEmpty() ? tipSettled : WriteAlongAsync(pending.Batch, tipSettled));
        }

        var state = pending.Delta.ApplyTo(@base.State, context.Masks);
        var id = new CommitId(Ordinal, @base.Commit.Id.Sequence + 1);
        var row = new CommitRecord(
            Commit.ToKey(id), [Commit.ToKey(@base.Commit.Id), .. pending.MergedParents.Select(Commit.ToKey)],
            1 + Math.Max(@base.Commit.Generation, pending.MergedGeneration), context.Identities.NowMs(), commit.Author,
            commit.Operation, commit.Message, commit.Details, StateDeltaCodec.Encode(pending.Delta))
        {
            Changes = ChangeCounter.Count(context, @base.State, pending.Delta).Encode(),
        };
        pending.Batch.Commits.Add(row);
        context.Checkpoints.OnCommit(pending.Batch, row, state);
        var made = new DatasetVersion(context, this, Commit.From(row), state);
        tip = made;
        tipSettled = SettleAsync(context.Catalog.CommitAsync(pending.Batch), made, pending);
        return (made, tipSettled);
    }

    private async Task WriteAlongAsync(CatalogBatch batch, Task before)
    {
        await before.ConfigureAwait(false);
        if (await context.Catalog.CommitAsync(batch).ConfigureAwait(false) != CatalogOutcome.Committed)
        {
            throw new WriteConflictException();
        }
    }

    private async Task SettleAsync(Task<CatalogOutcome> commit, DatasetVersion made, PendingCommit pending)
    {
        try
        {
            if (await commit.ConfigureAwait(false) != CatalogOutcome.Committed)
            {
                throw new WriteConflictException();
            }

            context.Checkpoints.OnDurable(pending.Batch);
            Publish(made);
        }
        catch
        {
            await GiveUpAsync(made).ConfigureAwait(false);
            throw;
        }
        finally
        {
            pending.Settle();
        }
    }

    private void Publish(DatasetVersion made)
    {
        // The near past is what is looked at most: a diff against the commit before, a roll-back of the last edit.
        context.History.Remember(made.Commit.Id, made.State);
        lock (publishing)
        {
            if (made.Commit.Id.Sequence > head.Commit.Id.Sequence)
            {
                head = made;
            }
        }
    }

    /// <summary>The commit failed: edits go on from the last durable head, not from anything that stood on this one.</summary>
    private async Task GiveUpAsync(DatasetVersion failed)
    {
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (tip is not null && tip.Commit.Id.Sequence >= failed.Commit.Id.Sequence)
            {
                tip = null;
                tipSettled = Task.CompletedTask;
            }
        }
        finally
        {
            gate.Release();
        }
    }

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(context.Identities.NowMs());

    /// <summary>Under the gate: a hold laid while its snapshot is being deleted comes before or too late.</summary>
    private async Task ChangeSnapshotAsync(string id, Func<Snapshot, Task> change)
    {
        using var place = await context.Past.EnterAsync(CancellationToken.None).ConfigureAwait(false);
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (SnapshotShelf.Find(context.Catalog, id) is { } snapshot && snapshot.Commit.Dataset == Ordinal)
            {
                await change(snapshot).ConfigureAwait(false);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task ReplaceRecordAsync(
        DatasetRecord changed, CatalogBatch? along, Func<RetentionRecord, RetentionRecord>? retention = null)
    {
        var batch = along ?? new CatalogBatch();
        batch.ChangedDatasets.Add(changed);
        var isWritten = retention is null
            ? await context.Catalog.CommitAsync(batch).ConfigureAwait(false) == CatalogOutcome.Committed
            : await context.Retention.ChangeAsync(batch, [(Ordinal, retention)]).ConfigureAwait(false);
        if (!isWritten)
        {
            throw new DatasetNameTakenException(changed.Name);
        }

        var before = record;
        record = changed;
        context.OnRecordChanged(this, before, changed);
    }

    private void ThrowIfDeleted()
    {
        if (IsDeleted)
        {
            throw new DatasetDeletedException(Ordinal);
        }
    }
}
