using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Merging;

namespace Venn.Engine.Versions.Undoing;

/// <summary>Takes things back, or brings them over, as new commits: history is never rewritten. Threads: safe.</summary>
public sealed class Undo
{
    private readonly EngineContext context;

    internal Undo(EngineContext context) => this.context = context;

    /// <summary>Undoes what one commit of a dataset did, whatever came after it: three-way, against what it made.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="sequence">The commit to undo.</param>
    /// <param name="policy">For what was edited since; not <see cref="MergePolicy.Union"/>.</param>
    /// <param name="commit">Who and why.</param>
    /// <param name="cancellationToken">Nothing is written when it fires.</param>
    /// <exception cref="MergeConflictException">Something it did was edited since, and the policy does not settle it.</exception>
    /// <exception cref="InvalidRequestException">There is no such commit, or the policy is union.</exception>
    public async Task<MergeReport> RevertAsync(
        Dataset dataset, long sequence, MergePolicy policy, CommitInfo commit, CancellationToken cancellationToken = default)
    {
        using var place = await context.Past.EnterAsync(cancellationToken).ConfigureAwait(false);
        var made = dataset.FindVersion(sequence)
            ?? throw new InvalidRequestException($"Dataset {dataset.Ordinal} has no commit {sequence} to revert.");
        return await ApplyAsync(
            dataset, @base: made.State, theirs: StateBefore(made), made.Dataset.Ordinal, policy, commit, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Does in a dataset what one commit did in another (or the same).</summary>
    /// <param name="dataset">Where to do it.</param>
    /// <param name="picked">The version the commit made.</param>
    /// <param name="policy">For what both changed; not <see cref="MergePolicy.Union"/>.</param>
    /// <param name="commit">Who and why.</param>
    /// <param name="cancellationToken">Nothing is written when it fires.</param>
    /// <exception cref="MergeConflictException">Both changed the same, and the policy does not settle it.</exception>
    /// <exception cref="InvalidRequestException">The policy is union.</exception>
    public async Task<MergeReport> CherryPickAsync(
        Dataset dataset, DatasetVersion picked, MergePolicy policy, CommitInfo commit,
        CancellationToken cancellationToken = default)
    {
        using var place = await context.Past.EnterAsync(cancellationToken).ConfigureAwait(false);
        picked.ThrowIfForgotten();
        return await ApplyAsync(
            dataset, @base: StateBefore(picked), theirs: picked.State, picked.Dataset.Ordinal, policy, commit, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Puts items back as an earlier version has them, with the annotations they had there; whether they were deleted or
    /// edited since. One whose path was taken meanwhile is renamed.
    /// </summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="from">A version of it, or of a relative.</param>
    /// <param name="items">Revision numbers of <paramref name="from"/>.</param>
    /// <param name="commit">Who and why.</param>
    /// <param name="cancellationToken">Nothing is written when it fires.</param>
    public async Task<MergeReport> RestoreItemsAsync(
        Dataset dataset, DatasetVersion from, RoaringBitmap items, CommitInfo commit,
        CancellationToken cancellationToken = default)
    {
        using var place = await context.Past.EnterAsync(cancellationToken).ConfigureAwait(false);
        from.ThrowIfForgotten();
        if (!items.IsSubsetOf(from.State.Items))
        {
            throw new InvalidRequestException("Some of the items to restore are not in the version to restore them from.");
        }

        return await dataset.CommitAsync(
            commit, head => new Restore(context, head, from, items).Prepare(cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }

    private Task<MergeReport> ApplyAsync(
        Dataset dataset, DatasetState @base, DatasetState theirs, DatasetOrdinal theirDataset, MergePolicy policy,
        CommitInfo commit, CancellationToken cancellationToken)
    {
        if (policy == MergePolicy.Union)
        {
            throw new InvalidRequestException("Union keeps what was deleted: choose fail, ours, theirs or latest.");
        }

        var rules = new MergeRules(policy, WithAnnotations: true);
        return dataset.CommitAsync(
            commit,
            head => MergeInto.Prepare(context, rules, head, theirs, theirDataset, @base, cancellationToken),
            cancellationToken);
    }

    private DatasetState StateBefore(DatasetVersion version) => version.Commit.Parents.Count == 0
        ? DatasetState.Empty(context.Masks.Length)
        : context.History.Resolve(version.Commit.Parents[0]);
}
