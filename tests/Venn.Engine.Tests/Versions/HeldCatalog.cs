using Venn.Storage.Catalog;
using Venn.TestKit.Simulation;

namespace Venn.Engine.Tests.Versions;

/// <summary>A catalog whose commits wait until they are let go, in order, and can be made to fail.</summary>
internal sealed class HeldCatalog(ICatalog inner) : DelegatingCatalog(inner)
{
    private readonly Lock gate = new();
    private readonly Queue<(CatalogBatch Batch, TaskCompletionSource<CatalogOutcome> Done)> waiting = new();

    public bool IsHolding { get; set; }

    /// <summary>Asked for each batch as its turn comes; an exception given is thrown, and nothing of it is written.</summary>
    public Func<CatalogBatch, Exception?> Fail { get; set; } = _ => null;

    public int WaitingCount
    {
        get
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }
    }

    public override Task<CatalogOutcome> CommitAsync(CatalogBatch batch)
    {
        lock (gate)
        {
            if (!IsHolding)
            {
                return Fail(batch) is { } failure ? Task.FromException<CatalogOutcome>(failure) : Inner.CommitAsync(batch);
            }

            var done = new TaskCompletionSource<CatalogOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue((batch, done));
            return done.Task;
        }
    }

    /// <summary>Lets everything go that waits, and all that comes after.</summary>
    public async Task ReleaseAsync()
    {
        while (true)
        {
            (CatalogBatch Batch, TaskCompletionSource<CatalogOutcome> Done) next;
            lock (gate)
            {
                if (!waiting.TryDequeue(out next))
                {
                    IsHolding = false;
                    return;
                }
            }

            if (Fail(next.Batch) is { } failure)
            {
                next.Done.SetException(failure);
            }
            else
            {
                next.Done.SetResult(await Inner.CommitAsync(next.Batch));
            }
        }
    }
}
