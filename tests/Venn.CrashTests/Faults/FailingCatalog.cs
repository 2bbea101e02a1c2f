using Venn.Storage.Catalog;
using Venn.TestKit.Simulation;

namespace Venn.CrashTests.Faults;

/// <summary>A catalog whose n-th transaction fails, or from whose n-th on all do: the disk is full, or the machine is gone.</summary>
internal sealed class FailingCatalog(ICatalog inner) : DelegatingCatalog(inner)
{
    private int count;

    /// <summary>Transactions asked for since the last <see cref="FailAt"/>.</summary>
    public int Count => count;

    private int First { get; set; } = int.MaxValue;

    private bool IsLasting { get; set; }

    public void FailAt(int first, bool isLasting) => (First, IsLasting, count) = (first, isLasting, 0);

    public override Task<CatalogOutcome> CommitAsync(CatalogBatch batch)
    {
        var now = Interlocked.Increment(ref count);
        return now == First || (IsLasting && now > First)
            ? Task.FromException<CatalogOutcome>(new IOException($"The simulated disk failed in transaction {now}."))
            : Inner.CommitAsync(batch);
    }
}
