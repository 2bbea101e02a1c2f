using System.Collections.Immutable;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Copying;
using Venn.Engine.Versions.Merging;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Versions.Writing;

/// <summary>Makes datasets: empty, filled, cloned or merged. Each is there whole with its first commit, or not at all. Threads: safe.</summary>
internal sealed class DatasetMaker(
    EngineContext context, Func<DatasetOrdinal> nextOrdinal, Action<DatasetInfo> throwIfTaken, Action<Dataset> register)
{
    /// <summary>Merges into a new dataset, whose first commit has every side as a parent.</summary>
    public async Task<MergeResult> MergeAsync(
        MergeRequest request, DatasetInfo info, CommitInfo commit, CancellationToken cancellationToken)
    {
        throwIfTaken(info);
        var ordinal = nextOrdinal();
        var output = new MergeOutput(context, ordinal);
        try
        {
            var (state, report) = Merge.Run(context, request, request.Sides[0], output, cancellationToken);
            output.ThrowIfUnsettled();
            var batch = request.Along ?? new CatalogBatch();
            batch.RevisionBlocks.AddRange(output.Encode(sequence: 1, state));
            SettlementLog.Write(batch, new CommitId(ordinal, 1), output.Conflicts);
            var delta = StateDelta.OfCopy(
                request.Sides[0].State, state, context.Masks, request.WithAnnotations, request.Masks.AsSpan()) with
            {
                LeavesBehind = !request.WithAnnotations || !request.Masks.IsDefaultOrEmpty,
            };
            var dataset = await CreateAsync(
                ordinal, info, commit, batch, [.. request.Sides.Select(s => s.Commit)], delta, state, source: null)
                .ConfigureAwait(false);
            return new MergeResult(dataset, report);
        }
        finally
        {
            output.Settle();
        }
    }

    /// <summary>A clone that moves nothing: two rows.</summary>
    public async Task<CloneResult> CloneWholeAsync(
        CloneRequest request, DatasetInfo info, DatasetState slice, CommitInfo commit)
    {
        var delta = StateDelta.OfCopy(
            request.Source.Whole.State, slice, context.Masks, request.WithAnnotations, request.Masks.AsSpan()) with { IsNarrowing = true };
        var dataset = await CreateAsync(
            nextOrdinal(), info, commit, request.Along ?? new CatalogBatch(), [request.Source.Commit], delta, slice,
            request.Source.Dataset.Ordinal).ConfigureAwait(false);
        return new CloneResult(dataset, slice.Items.Cardinality, slice.Annotations.Cardinality, 0, []);
    }

    /// <summary>
    /// Makes a dataset whose first commit holds what an edit of an empty one has written; none is made, and no trace is
    /// left, when the edit or the check of what it made throws.
    /// </summary>
    /// <exception cref="DatasetNameTakenException">The scope has a living dataset of that name.</exception>
    public async Task<Dataset> CreateFilledAsync(
        DatasetInfo info, CommitInfo commit, Action<DatasetWriter> edit, Action<DatasetState> check)
    {
        throwIfTaken(info);
        var ordinal = nextOrdinal();
        var empty = DatasetState.Empty(context.Masks.Length);
        var writer = new DatasetWriter(context, Plan(ordinal, info, empty).Head);
        PendingCommit pending;
        try
        {
            edit(writer);
            pending = PendingCommit.From(writer);
        }
        catch
        {
            writer.Items.Settle();
            writer.Annotations.Settle();
            throw;
        }

        try
        {
            var delta = pending.Delta ?? StateDelta.None(context.Masks.Length);
            var state = delta.ApplyTo(empty, context.Masks);
            check(state);
            return await CreateAsync(ordinal, info, commit, pending.Batch, [], delta, state, source: null).ConfigureAwait(false);
        }
        finally
        {
            pending.Settle();
        }
    }

    /// <summary>Moves are planned in an empty dataset that nobody sees, and become the first commit of the new one.</summary>
    public async Task<CloneResult> CloneIntoDirectoryAsync(
        CloneRequest request, DatasetInfo info, DatasetState slice, CommitInfo commit, CancellationToken cancellationToken)
    {
        throwIfTaken(info);
        var ordinal = nextOrdinal();
        var empty = DatasetState.Empty(context.Masks.Length);
        var planned = Plan(ordinal, info, empty);
        var (result, pending) = new Clone(context, request, slice).Into(planned.Head, cancellationToken);
        try
        {
            var state = (pending.Delta ?? StateDelta.None(context.Masks.Length)).ApplyTo(empty, context.Masks);
            state = Slice.Mask(context, state, request.Masks.AsSpan());
            var delta = StateDelta.OfCopy(
                request.Source.Whole.State, state, context.Masks, request.WithAnnotations, request.Masks.AsSpan()) with { IsNarrowing = true };
            var batch = request.Along ?? new CatalogBatch();
            batch.RevisionBlocks.AddRange(pending.Batch.RevisionBlocks);
            var dataset = await CreateAsync(
                ordinal, info, commit, batch, [request.Source.Commit], delta, state, request.Source.Dataset.Ordinal)
                .ConfigureAwait(false);
            return result with { Dataset = dataset };
        }
        finally
        {
            pending.Settle();
        }
    }

    /// <summary>One transaction: the dataset, its first commit, and what goes with it.</summary>
    public async Task<Dataset> CreateAsync(
        DatasetOrdinal ordinal, DatasetInfo info, CommitInfo commit, CatalogBatch batch, ImmutableArray<Commit> parents,
        StateDelta delta, DatasetState state, DatasetOrdinal? source)
    {
        throwIfTaken(info);
        var now = context.Identities.NowMs();
        var record = new DatasetRecord(ordinal.Value, info.Scope, info.Name, source?.Value, now, false, info.Body);
        var row = new CommitRecord(
            new CommitKey(ordinal.Value, 1), [.. parents.Select(p => Commit.ToKey(p.Id))],
            1 + parents.Select(p => p.Generation).DefaultIfEmpty(0).Max(), now, commit.Author, commit.Operation,
            commit.Message, commit.Details, StateDeltaCodec.Encode(delta))
        {
            Changes = ChangeCounter.Count(
                context, parents.IsEmpty ? DatasetState.Empty(context.Masks.Length) : context.History.Resolve(parents[0].Id), delta)
                .Encode(),
        };
        batch.NewDatasets.Add(record);
        batch.Commits.Add(row);
        context.Checkpoints.OnCommit(batch, row, state);
        if (await context.Catalog.CommitAsync(batch).ConfigureAwait(false) != CatalogOutcome.Committed)
        {
            throw context.Catalog.ReadDatasets().Any(d => !d.IsDeleted && d.Scope == info.Scope && d.Name == info.Name)
                ? new DatasetNameTakenException(info.Name)
                : new WriteConflictException();
        }

        context.Checkpoints.OnDurable(batch);
        var dataset = new Dataset(context, record, row, state);
        register(dataset);
        return dataset;
    }

    private Dataset Plan(DatasetOrdinal ordinal, DatasetInfo info, DatasetState empty)
    {
        var row = new CommitRecord(new CommitKey(ordinal.Value, 0), [], 0, 0, "", "", "", default, default);
        return new Dataset(
            context, new DatasetRecord(ordinal.Value, info.Scope, info.Name, null, 0, false, info.Body), row, empty);
    }
}
