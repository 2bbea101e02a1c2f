using System.Runtime.ExceptionServices;
using Venn.Engine.Maintenance.Retention;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Writing;
using Venn.Storage;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Versions.Ancestry;

/// <summary>
/// Brings back the state of any commit: the nearest checkpoint or remembered state at or before it, and the deltas from
/// there. States share their containers, so remembering many costs little. Threads: safe.
/// </summary>
/// <remarks>
/// Rows of commits change when history is forgotten or erased, under <see cref="ChangeAsync"/>: a state that was put together
/// meanwhile is thrown away and put together anew, and what is remembered is of kept commits alone.
/// </remarks>
internal sealed class History(ICatalog catalog, MaskDefinition[] masks, RetentionRegister retention)
{
    /// <summary>States remembered beside the heads.</summary>
    private const int RememberedCount = 1024;

    private const int ReplayBatch = 512;

    private readonly Lock gate = new();
    private readonly Dictionary<CommitId, LinkedListNode<(CommitId Id, DatasetState State)>> byId = [];
    private readonly LinkedList<(CommitId Id, DatasetState State)> byUse = new();

    /// <summary>Odd while rows change.</summary>
    private long epoch;

    public void Remember(CommitId id, DatasetState state)
    {
        lock (gate)
        {
            Drop(id);
            if (retention.IsForgotten(id))
            {
                return;
            }

            byId[id] = byUse.AddFirst((id, state));
            if (byId.Count > RememberedCount)
            {
                byId.Remove(byUse.Last!.Value.Id);
                byUse.RemoveLast();
            }
        }
    }

    public CommitRecord? FindCommit(CommitId id) => id.Sequence < 1 ? null : catalog.ReadCommit(Commit.ToKey(id));

    /// <summary>Changes rows of commits; states are put together before or after it. One at a time.</summary>
    /// <param name="change">Writes the rows, and makes the register say which commits are forgotten.</param>
    /// <param name="isStale">Which remembered states are not what their commit resolves to any more.</param>
    public async Task ChangeAsync(Func<Task> change, Func<CommitId, bool> isStale)
    {
        Interlocked.Increment(ref epoch);
        try
        {
            await change().ConfigureAwait(false);
        }
        finally
        {
            lock (gate)
            {
                foreach (var id in byId.Keys.Where(isStale).ToList())
                {
                    Drop(id);
                }

                Interlocked.Increment(ref epoch);
            }
        }
    }

    /// <summary>The state of a commit that is in the catalog.</summary>
    /// <exception cref="CommitForgottenException">A rule of retention has given it up.</exception>
    /// <exception cref="CatalogDamagedException">A commit on the way to it is missing or damaged.</exception>
    public DatasetState Resolve(CommitId id)
    {
        while (true)
        {
            var before = Interlocked.Read(ref epoch);
            if ((before & 1) != 0)
            {
                // A transaction of the catalog is under way: some milliseconds.
                Thread.Sleep(1);
                continue;
            }

            ThrowIfForgotten(id);
            if (Find(id) is { } known)
            {
                return known;
            }

            var (states, failure) = TryResolve(id);
            lock (gate)
            {
                if (Interlocked.Read(ref epoch) != before)
                {
                    continue;
                }

                foreach (var (at, state) in states)
                {
                    Remember(at, state);
                }
            }

            failure?.Throw();
            return states[^1].State;
        }
    }

    /// <exception cref="CommitForgottenException">It is.</exception>
    public void ThrowIfForgotten(CommitId id)
    {
        if (retention.IsForgotten(id))
        {
            var head = catalog.ReadCommits(id.Dataset.Value, 1, long.MaxValue, 1, descending: true) is [var last] ? last.Key.Sequence : 0;
            var (before, after) = retention.FindNearest(id, head);
            throw new CommitForgottenException(
                id,
                retention.IsPurged(id.Dataset) ? "its dataset was deleted, and its time is over" : retention.RuleOf(id.Dataset).ToString(),
                before is { } b ? id with { Sequence = b } : null,
                after is { } a ? id with { Sequence = a } : null);
        }
    }

    /// <summary>Rows that change meanwhile may make no sense together: then the failure is no failure.</summary>
    private (List<(CommitId Id, DatasetState State)> States, ExceptionDispatchInfo? Failure) TryResolve(CommitId id)
    {
        try
        {
            return (ResolveOnce(id), null);
        }
        catch (Exception e) when (e is StorageException or ArgumentException)
        {
            return ([], ExceptionDispatchInfo.Capture(e));
        }
    }

    /// <returns>The states on the way that are worth remembering; the wanted one last.</returns>
    private List<(CommitId Id, DatasetState State)> ResolveOnce(CommitId id)
    {
        var met = new List<(CommitId, DatasetState)>();
        // Down to the nearest known state, through the sources of clones; then up again, delta by delta.
        var legs = new Stack<(DatasetOrdinal Dataset, long First, long Last)>();
        var state = DatasetState.Empty(masks.Length);
        for (CommitId? next = id; next is { } at;)
        {
            var (start, found) = FindAtOrBefore(at);
            if (start < at.Sequence)
            {
                legs.Push((at.Dataset, start + 1, at.Sequence));
            }

            if (found is not null)
            {
                state = found;
                break;
            }

            var first = catalog.ReadCommit(new CommitKey(at.Dataset.Value, 1)) ?? throw Missing(new CommitId(at.Dataset, 1));
            next = first.Parents.Count > 0 ? Commit.ToId(first.Parents[0]) : null;
        }

        while (legs.TryPop(out var leg))
        {
            state = Replay(state, leg.Dataset, leg.First, leg.Last);
            met.Add((new CommitId(leg.Dataset, leg.Last), state));
        }

        if (met.Count == 0)
        {
            met.Add((id, state));
        }

        return met;
    }

    private DatasetState Replay(DatasetState state, DatasetOrdinal dataset, long first, long last)
    {
        while (first <= last)
        {
            var batch = catalog.ReadCommits(dataset.Value, first, last, ReplayBatch, descending: false);
            foreach (var record in batch)
            {
                if (record.Key.Sequence != first++)
                {
                    throw Missing(new CommitId(dataset, first - 1));
                }

                state = StateDeltaCodec.Decode(record.Delta.Span, masks.Length).ApplyTo(state, masks);
            }

            if (batch.Count == 0)
            {
                throw Missing(new CommitId(dataset, first));
            }
        }

        return state;
    }

    private (long Sequence, DatasetState? State) FindAtOrBefore(CommitId id)
    {
        var checkpoint = catalog.ReadCheckpoint(Commit.ToKey(id));
        var floor = checkpoint?.Key.Sequence ?? 0;

        // A remembered state close by saves the checkpoint's containers and the deltas behind it.
        for (var sequence = id.Sequence; sequence > Math.Max(floor, id.Sequence - 64); sequence--)
        {
            if (Find(new CommitId(id.Dataset, sequence)) is { } near)
            {
                return (sequence, near);
            }
        }

        while (checkpoint is not null)
        {
            var at = Commit.ToId(checkpoint.Key);
            if ((Find(at) ?? CheckpointCodec.Decode(checkpoint, masks.Length, catalog)) is { } state)
            {
                return (at.Sequence, state);
            }

            // Derived and damaged: an earlier one, or all deltas, will do.
            checkpoint = at.Sequence > 1 ? catalog.ReadCheckpoint(new CommitKey(at.Dataset.Value, at.Sequence - 1)) : null;
        }

        return (0, null);
    }

    private void Drop(CommitId id)
    {
        if (byId.Remove(id, out var node))
        {
            byUse.Remove(node);
        }
    }

    private DatasetState? Find(CommitId id)
    {
        lock (gate)
        {
            if (!byId.TryGetValue(id, out var node))
            {
                return null;
            }

            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value.State;
        }
    }

    private static CatalogDamagedException Missing(CommitId id) =>
        new($"Commit {id} is missing from the catalog. Restore the catalog from a backup.");
}
