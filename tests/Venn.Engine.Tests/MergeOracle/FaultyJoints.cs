using Venn.Engine.Versions.Writing;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;
using Venn.TestKit.Generators;
using Venn.TestKit.Simulation;

namespace Venn.Engine.Tests.MergeOracle;

/// <summary>A catalog that tells the graph of commits wrongly: a merge's base is then another.</summary>
internal sealed class FaultyJoints(ICatalog inner, MergeFault fault) : DelegatingCatalog(inner)
{
    public override Task<CatalogOutcome> CommitAsync(CatalogBatch batch)
    {
        for (var i = 0; fault == MergeFault.ForgetsWhatACloneLeft && i < batch.Commits.Count; i++)
        {
            var delta = StateDeltaCodec.Decode(batch.Commits[i].Delta.Span, BodyGenerator.Masks.Count);
            batch.Commits[i] = batch.Commits[i] with { Delta = StateDeltaCodec.Encode(delta with { IsNarrowing = false }) };
        }

        return Inner.CommitAsync(batch);
    }

    public override IReadOnlyList<CommitRecord> ReadJoints(long dataset, long last) =>
        fault == MergeFault.ForgetsThatItMerged
            ? [.. Inner.ReadJoints(dataset, last).Where(j => j.Key.Sequence == 1)]
            : Inner.ReadJoints(dataset, last);
}
