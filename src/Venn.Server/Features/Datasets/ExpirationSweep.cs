using Venn.Engine.Query;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Datasets;

/// <summary>
/// Removes items past the days of their dataset, each dataset's as one commit: at the start, and then every minute of the clock.
/// Cost: a look at the creation times of the datasets that have such a rule.
/// </summary>
internal sealed class ExpirationSweep(VersionStore store, ILogger<ExpirationSweep> logger) : BackgroundService
{
    public const string Author = "venn";

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Removes what is due now. A dataset that is locked or frozen waits.</summary>
    /// <returns>How many items went.</returns>
    public async Task<long> SweepAsync(CancellationToken cancellationToken = default)
    {
        var removed = 0L;
        foreach (var dataset in store.Datasets)
        {
            try
            {
                removed += await SweepAsync(dataset, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // A full disk, or a dataset deleted meanwhile: the server and the others go on, and this one's turn comes again.
                logger.LogError(exception, "Items past their days stay in the dataset {Name} for now", dataset.Info.Name);
            }
        }

        return removed;
    }

    private async Task<long> SweepAsync(Dataset dataset, CancellationToken cancellationToken)
    {
        var now = store.Clock.GetUtcNow();
        return Expiration.FindDue(dataset, now) is { } due && WriteGuard.FindReason(dataset, now) is null
            && !dataset.Head.Select(Relation.Items, due, cancellationToken).IsEmpty
                ? await RemoveAsync(dataset, due, cancellationToken)
                : 0;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, store.Clock);
        try
        {
            do
            {
                await SweepAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private static Task<long> RemoveAsync(Dataset dataset, Filter due, CancellationToken cancellationToken) => dataset.WriteAsync(
        new CommitInfo(Author, "expire", "Remove items past the days that the dataset keeps them"),
        writer =>
        {
            var doomed = writer.Select(Relation.Items, due, cancellationToken);
            writer.RemoveItems(doomed);
            return doomed.Cardinality;
        },
        cancellationToken);
}
