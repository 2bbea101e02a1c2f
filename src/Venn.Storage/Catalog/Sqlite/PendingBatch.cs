namespace Venn.Storage.Catalog.Sqlite;

/// <summary>A transaction that waits for the writer, and who waits for it.</summary>
internal sealed class PendingBatch(CatalogBatch batch)
{
    // The waiter must not run on the writer's thread.
    private readonly TaskCompletionSource<CatalogOutcome> _done =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CatalogBatch Batch { get; } = batch;

    public CatalogOutcome Outcome { get; set; }

    public Task<CatalogOutcome> Done => _done.Task;

    /// <summary>What it adds to a transaction, roughly.</summary>
    public long SizeBytes { get; } = Measure(batch);

    public void Complete() => _done.SetResult(Outcome);

    public void Fail(Exception failure) => _done.SetException(failure);

    private static long Measure(CatalogBatch batch)
    {
        var size = 0L;
        foreach (var block in batch.RevisionBlocks)
        {
            size += block.Data.Length;
        }

        foreach (var container in batch.Containers)
        {
            size += container.Data.Length;
        }

        foreach (var commit in batch.Commits)
        {
            size += commit.Delta.Length;
        }

        foreach (var commit in batch.ChangedCommits)
        {
            size += commit.Delta.Length;
        }

        return size;
    }
}
