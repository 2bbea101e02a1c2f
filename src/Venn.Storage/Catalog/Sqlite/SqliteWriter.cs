using System.Threading.Channels;
using SQLitePCL;

namespace Venn.Storage.Catalog.Sqlite;

/// <summary>
/// The one writer of a catalog: a thread that takes all transactions that wait and commits them as one transaction of
/// SQLite, so that they share one fsync.
/// </summary>
/// <remarks>
/// Invariants: batches are applied in the order they came; a batch that conflicts is undone to its savepoint and
/// leaves the others alone; no waiter hears of success before COMMIT has returned; when anything but a conflict goes
/// wrong, the whole group is rolled back, every one of its waiters hears it, and the writer goes on.
/// </remarks>
internal sealed class SqliteWriter
{
    /// <summary>Transactions that may wait; who comes later waits to be let in.</summary>
    public const int QueueLimit = 4096;

    /// <summary>Transactions that share a commit: bounds how long the first waits for the last.</summary>
    public const int GroupLimit = 1024;

    /// <summary>A group that holds this much takes no further transaction: bounds the log.</summary>
    public const long GroupSizeBytesLimit = 32 << 20;

    private readonly SqliteSession _session;
    private readonly SqliteBatchWriter _rows;
    private readonly SqliteCheckpointer _checkpointer;
    private readonly Thread _thread;
    private readonly System.Collections.Concurrent.ConcurrentQueue<(bool Whole, TaskCompletionSource<bool> Done)> _compactions = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Synchronous continuations only wake the writer's thread or let in a transaction: both are short.
    private readonly Channel<PendingBatch> _queue = Channel.CreateBounded<PendingBatch>(
        new BoundedChannelOptions(QueueLimit) { SingleReader = true, AllowSynchronousContinuations = true });

    public SqliteWriter(SqliteSession session)
    {
        _session = session;
        _rows = new SqliteBatchWriter(session);
        _checkpointer = new SqliteCheckpointer(session);
        _thread = new Thread(Run) { IsBackground = true, Name = "venn-catalog-writer" };
        _thread.Start();
    }

    public async Task<CatalogOutcome> CommitAsync(CatalogBatch batch)
    {
        var pending = new PendingBatch(batch);
        if (!_queue.Writer.TryWrite(pending))
        {
            try
            {
                await _queue.Writer.WriteAsync(pending);
            }
            catch (ChannelClosedException)
            {
                throw new ObjectDisposedException(nameof(SqliteCatalog));
            }
        }

        return await pending.Done;
    }

    /// <summary>See <see cref="ICatalog.CompactAsync"/>; on the writer's thread, between two groups.</summary>
    public async Task<bool> CompactAsync(bool whole)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _compactions.Enqueue((whole, done));

        // An empty transaction wakes the thread, and everything given before is applied with it.
        await CommitAsync(new CatalogBatch());
        return await done.Task;
    }

    /// <summary>Applies what waits, then ends.</summary>
    public Task StopAsync()
    {
        _queue.Writer.TryComplete();
        return _ended.Task;
    }

    private void Run()
    {
        try
        {
            Serve();
            _checkpointer.Finish();
            _session.Dispose();
            _ended.SetResult();
        }
        catch (Exception failure)
        {
            _ended.SetException(failure);
        }
    }

    private void Serve()
    {
        var group = new List<PendingBatch>();
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            var size = 0L;
            while (group.Count < GroupLimit && size < GroupSizeBytesLimit && _queue.Reader.TryRead(out var pending))
            {
                group.Add(pending);
                size += pending.SizeBytes;
            }

            var isCommitted = Apply(group);
            group.Clear();
            _checkpointer.AfterGroup(isCommitted);
            while (_compactions.TryDequeue(out var compaction))
            {
                Compact(compaction.Whole, compaction.Done);
            }
        }
    }

    private void Compact(bool whole, TaskCompletionSource<bool> done)
    {
        try
        {
            done.SetResult(_checkpointer.Compact(whole));
        }
        catch (Exception failure)
        {
            done.SetException(failure);
        }
    }

    private bool Apply(List<PendingBatch> group)
    {
        try
        {
            Commit(group);
        }
        catch (Exception failure)
        {
            RollBack();
            if (failure is ArgumentException && group.Count > 1)
            {
                // One batch is at fault, not the disk: the others must not pay for it.
                return ApplyOneByOne(group);
            }

            foreach (var pending in group)
            {
                pending.Fail(failure);
            }

            return failure is ArgumentException;
        }

        foreach (var pending in group)
        {
            pending.Complete();
        }

        return true;
    }

    private bool ApplyOneByOne(List<PendingBatch> group)
    {
        var isCommitted = true;
        foreach (var pending in group)
        {
            isCommitted &= Apply([pending]);
        }

        return isCommitted;
    }

    private void Commit(List<PendingBatch> group)
    {
        _session.Get("BEGIN IMMEDIATE").TryRun();
        foreach (var pending in group)
        {
            _session.Get("SAVEPOINT batch").TryRun();
            pending.Outcome = CatalogOutcome.Committed;
            if (!_rows.TryWrite(pending.Batch))
            {
                pending.Outcome = CatalogOutcome.Conflict;
                _session.Get("ROLLBACK TO batch").TryRun();
            }

            _session.Get("RELEASE batch").TryRun();
        }

        _session.Get("COMMIT").TryRun();
    }

    private void RollBack()
    {
        // SQLite may have rolled back by itself (a full disk): then there is nothing to undo.
        if (raw.sqlite3_get_autocommit(_session.Db) == 0)
        {
            _ = raw.sqlite3_exec(_session.Db, "ROLLBACK");
        }
    }
}
