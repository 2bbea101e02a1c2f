using Venn.Bitmaps;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Catalog;
using Venn.TestKit.Generators;
using Venn.TestKit.Simulation;

namespace Venn.Engine.Tests.Model;

/// <summary>What a <see cref="TamperingCatalog"/> does wrong.</summary>
public enum Tampering
{
    LosesABlock,
    DropsAnAnnotation,
    ResurrectsAnItem,
    ForgetsAMask,
    LosesASnapshot,
    ForgetsWhatWasMerged,
    MixesUpAuthors,
    KeepsADatasetDeleted,
}

/// <summary>A catalog that changes, now and then, what it is given to keep: the engine as it would be with a bug.</summary>
internal sealed class TamperingCatalog(ICatalog inner, Tampering tampering) : DelegatingCatalog(inner)
{
    /// <summary>It tampers with one in so many of what it can tamper with.</summary>
    private const int Every = 10;

    private int seen;

    public override Task<CatalogOutcome> CommitAsync(CatalogBatch batch)
    {
        for (var i = 0; i < batch.Commits.Count; i++)
        {
            var delta = StateDeltaCodec.Decode(batch.Commits[i].Delta.Span, BodyGenerator.Masks.Count);
            var changed = tampering switch
            {
                Tampering.DropsAnAnnotation when !delta.Annotations.Added.IsEmpty && IsDue() =>
                    delta with { Annotations = delta.Annotations with { Added = WithoutFirst(delta.Annotations.Added) } },
                Tampering.ResurrectsAnItem when !delta.Items.Removed.IsEmpty && delta.Items.Added.IsEmpty && IsDue() =>
                    delta with { Items = delta.Items with { Removed = WithoutFirst(delta.Items.Removed) } },
                Tampering.ForgetsAMask when delta.FullMasks != 0 && IsDue() => delta with { FullMasks = 0 },
                _ => delta,
            };
            batch.Commits[i] = batch.Commits[i] with { Delta = StateDeltaCodec.Encode(changed) };
        }

        for (var i = 0; i < batch.Commits.Count; i++)
        {
            var commit = batch.Commits[i];
            batch.Commits[i] = tampering switch
            {
                Tampering.ForgetsWhatWasMerged when commit.Parents.Count > 1 && IsDue() => commit with { Parents = [commit.Parents[0]] },
                Tampering.MixesUpAuthors when IsDue() => commit with { Author = "somebody else" },
                _ => commit,
            };
        }

        for (var i = 0; tampering == Tampering.KeepsADatasetDeleted && i < batch.ChangedDatasets.Count; i++)
        {
            batch.ChangedDatasets[i] = batch.ChangedDatasets[i] with { IsDeleted = true };
        }

        if (tampering == Tampering.LosesABlock && batch.RevisionBlocks.Count > 0 && IsDue())
        {
            batch.RevisionBlocks.RemoveAt(0);
        }

        if (tampering == Tampering.LosesASnapshot && batch.Snapshots.Count > 0 && IsDue())
        {
            batch.Snapshots.Clear();
        }

        return Inner.CommitAsync(batch);
    }

    private bool IsDue() => ++seen % Every == Every / 2;

    private static RoaringBitmap WithoutFirst(RoaringBitmap set) => RoaringBitmap.FromSorted([.. set.Skip(1)]);
}
