using Venn.Engine.Versions.Writing;
using Venn.Storage.Catalog;
using Venn.TestKit.Simulation;

namespace Venn.Engine.Tests.Concurrency;

/// <summary>Says of some commits that they are durable, and keeps what they hold from nobody but the disk.</summary>
internal sealed class ForgetfulCatalog(ICatalog inner) : DelegatingCatalog(inner)
{
    private const int Every = 40;

    private int seen;

    public override Task<CatalogOutcome> CommitAsync(CatalogBatch batch)
    {
        // A dataset's first commit must be there for any to follow.
        var isEdit = batch.Commits.Count == 1 && batch.Commits[0].Key.Sequence > 1;
        if (isEdit && Interlocked.Increment(ref seen) % Every == 0)
        {
            var delta = StateDeltaCodec.Decode(batch.Commits[0].Delta.Span, 0);
            batch.Commits[0] = batch.Commits[0] with
            {
                Delta = StateDeltaCodec.Encode(StateDelta.None(delta.Masks.Length)),
            };
        }

        return Inner.CommitAsync(batch);
    }
}
