using Venn.Engine.Maintenance.Collection;
using Venn.Engine.Maintenance.Erasure;
using Venn.Engine.Maintenance.Retention;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;

namespace Venn.Engine.Maintenance;

/// <summary>
/// What keeps a store from growing for ever: rules of retention, and the collection of what they give up. Threads: safe;
/// one collection or erasure at a time, beside readers and writers.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design", "CA1001", Justification = "A semaphore whose wait handle is never asked for holds nothing to dispose.")]
public sealed class Upkeep
{
    private readonly EngineContext context;
    private readonly Func<IReadOnlyCollection<Dataset>> datasets;
    private readonly Action<Dataset> onPurged;
    private readonly SemaphoreSlim working = new(1, 1);

    internal Upkeep(EngineContext context, Func<IReadOnlyCollection<Dataset>> datasets, Action<Dataset> onPurged) =>
        (this.context, this.datasets, this.onPurged) = (context, datasets, onPurged);

    /// <summary>
    /// Names binaries that the layer above refers to and no item does (exports, icons): they are not collected. Asked
    /// during each collection; what it names must have been put under a hold (<see cref="IBlobStore.Hold"/>) until named.
    /// </summary>
    public Func<IEnumerable<ContentHash>> HeldBinaries { get; set; } = static () => [];

    /// <summary>Whether a collection or an erasure is under way.</summary>
    public bool IsWorking => working.CurrentCount == 0;

    /// <summary>Is told of each step of an erasure that is done; tests end the process there.</summary>
    internal Action<string> OnStage { get; set; } = static _ => { };

    /// <summary>The rule of datasets that have none of their own; at first everything is kept.</summary>
    public RetentionRule DefaultRetention => context.Retention.Default;

    /// <exception cref="InvalidRequestException">A number of the rule is out of range.</exception>
    public Task SetDefaultRetentionAsync(RetentionRule rule) => context.Retention.SetDefaultAsync(rule);

    /// <summary>
    /// Forgets what rules of retention give up, and removes what nothing holds any more: revisions, binaries, rows. What is
    /// dead now goes once it has been so for the grace time: by a later call, or with a grace of nothing by this one.
    /// Cost: reads every commit and every item's revision once, and writes what it removes.
    /// </summary>
    /// <exception cref="InvalidRequestException">The grace is negative.</exception>
    public async Task<CollectReport> CollectAsync(
        CollectRequest request, IProgress<CollectProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (request.Grace < TimeSpan.Zero || request.RowsPerSecond < 0)
        {
            throw new InvalidRequestException("grace and rowsPerSecond: not below 0.");
        }

        return await AloneAsync(
            async () =>
            {
                if (!request.IsDryRun)
                {
                    await ResumeErasuresAsync().ConfigureAwait(false);
                }

                return await new Collector(context, datasets, onPurged, HeldBinaries, request, progress)
                    .RunAsync(cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What an erasure would touch; nothing is written. Cost: reads every revision and every commit.</summary>
    /// <param name="lineages">Of items, and of annotations that are to go by themselves.</param>
    /// <param name="derived">See <see cref="ErasureRequest.Derived"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<ErasurePlan> PlanErasureAsync(
        IReadOnlyCollection<Lineage> lineages, Func<Revision, IEnumerable<Lineage>>? derived = null,
        CancellationToken cancellationToken = default) =>
        AloneAsync(() => Task.FromResult(NewEraser().Plan(lineages, derived, cancellationToken)), cancellationToken);

    /// <summary>Lineages of the items of which some stored revision, of whatever version, is meant. Cost: reads every one.</summary>
    public Task<IReadOnlyList<Lineage>> FindItemsAsync(Func<Revision, bool> isMeant, CancellationToken cancellationToken = default) =>
        AloneAsync(
            () => Task.FromResult<IReadOnlyList<Lineage>>(
                [.. ErasureScan.ReadAll(context, Relation.Items, cancellationToken).Where(isMeant).Select(r => r.Lineage).Distinct().Order()]),
            cancellationToken);

    /// <summary>
    /// Erases items, their copies and all their annotations, or annotations alone, from every dataset, version, clone and snapshot, heads and past
    /// alike, and their bytes from the catalog, the segments and the binaries. Each dataset that any of it was in gets a
    /// commit <c>erase</c> that says when, by whom and why. The digests of versions that held any of it change. Durable
    /// and complete when it returns; what a crash cuts off is finished when the store is opened. Cost: reads everything,
    /// and writes the catalog anew; writers go on, but those that write from past states wait.
    /// </summary>
    /// <remarks>Archives and downloads made before are beyond reach.</remarks>
    /// <exception cref="InvalidRequestException">No reason, or nothing of the items is stored.</exception>
    /// <exception cref="SnapshotHeldException">A snapshot that holds some of it is held by a rule, and that is not overridden.</exception>
    public Task<ErasureReport> EraseAsync(ErasureRequest request, CancellationToken cancellationToken = default) =>
        AloneAsync(() => NewEraser().RunAsync(request, cancellationToken), cancellationToken);

    internal Task ResumeErasuresAsync() => NewEraser().ResumeAsync();

    private Eraser NewEraser() => new(context, datasets, HeldBinaries, OnStage);

    private async Task<T> AloneAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await working.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Reads of the catalog are synchronous: not on the caller's thread.
            return await Task.Run(work, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            working.Release();
        }
    }
}
