using Venn.Engine.Revisions;
using Venn.Engine.Versions.Ancestry;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Merging;

/// <summary>Merges versions into a dataset that is there, as one commit behind its head.</summary>
internal static class MergeInto
{
    public static async Task<MergeResult> RunAsync(
        EngineContext context, MergeRequest request, CommitInfo commit, CancellationToken cancellationToken)
    {
        if (!request.WithAnnotations || !request.Masks.IsDefaultOrEmpty)
        {
            throw new InvalidRequestException(
                "A merge into a dataset that is there leaves nothing out: it would take what the dataset has itself. "
                + "Clone the other side without it first, or merge into a new dataset.");
        }

        var target = request.Sides[0].Dataset;
        var report = await target.CommitAsync(
            commit,
            head => Prepare(context, request, head, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return new MergeResult(target, report);
    }

    /// <summary>A three-way change of a state, as a pending commit: reverting and cherry-picking are this with other sides.</summary>
    public static (MergeReport Report, PendingCommit Pending) Prepare(
        EngineContext context, MergeRules rules, DatasetVersion head, DatasetState theirs, DatasetOrdinal theirDataset,
        DatasetState @base, CancellationToken cancellationToken)
    {
        var output = new MergeOutput(context, head.Dataset.Ordinal);
        try
        {
            var state = new MergeStep(context, rules, output, head.State, theirs, theirDataset, MergeOrigin.Of(@base)).Run(cancellationToken);
            output.ThrowIfUnsettled();
            var delta = StateDelta.Between(head.State, state, context.Masks);
            return (output.Report(state), Pend(head, output, state, delta.IsEmpty ? null : delta, new CatalogBatch()));
        }
        catch
        {
            output.Settle();
            throw;
        }
    }

    private static (MergeReport Report, PendingCommit Pending) Prepare(
        EngineContext context, MergeRequest request, DatasetVersion head, CancellationToken cancellationToken)
    {
        if (request.IsPinned && head.Commit.Id != request.Sides[0].Commit.Id)
        {
            throw new HeadMovedException(request.Sides[0].Commit.Id, head.Commit.Id);
        }

        var output = new MergeOutput(context, head.Dataset.Ordinal);
        try
        {
            var (state, report) = Merge.Run(context, request, head, output, cancellationToken);
            output.ThrowIfUnsettled();
            var delta = StateDelta.Between(head.State, state, context.Masks);
            var others = request.Sides.Skip(1).Select(s => s.Commit).ToList();
            var isKnown = delta.IsEmpty && others.TrueForAll(o => Descends(context, head.Commit.Id, o.Id));
            var pending = Pend(head, output, state, isKnown ? null : delta, request.Along ?? new CatalogBatch());
            return (report, pending.WithMerged(others));
        }
        catch
        {
            output.Settle();
            throw;
        }
    }

    private static PendingCommit Pend(
        DatasetVersion head, MergeOutput output, DatasetState state, StateDelta? delta, CatalogBatch batch)
    {
        if (delta is not null)
        {
            var id = new CommitId(head.Dataset.Ordinal, head.Commit.Id.Sequence + 1);
            batch.RevisionBlocks.AddRange(output.Encode(id.Sequence, state));
            SettlementLog.Write(batch, id, output.Conflicts);
        }

        return PendingCommit.From(delta, batch, output.Settle);
    }

    private static bool Descends(EngineContext context, CommitId from, CommitId ancestor) =>
        new JointGraph(context.Catalog).Reach(from).TryGetValue(ancestor.Dataset, out var reached)
        && reached >= ancestor.Sequence;
}
