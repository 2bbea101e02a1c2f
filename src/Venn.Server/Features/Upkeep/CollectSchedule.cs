using Venn.Engine.Maintenance.Collection;
using Venn.Server.Hosting;

namespace Venn.Server.Features.Upkeep;

/// <summary>
/// Collects in the background, at a rate that leaves the disk to others. What is dead at one time goes at the next, when
/// its grace time is over.
/// </summary>
internal sealed class CollectSchedule(VersionStore store, ServerOptions options, ILogger<CollectSchedule> logger) : BackgroundService
{
    private const int RowsPerSecond = 200_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.CollectEvery <= TimeSpan.Zero)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.CollectEvery, options.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await CollectAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops; what was not done is found again.
        }
    }

    private async Task CollectAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.Upkeep.CollectAsync(new CollectRequest { RowsPerSecond = RowsPerSecond }, null, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogError(exception, "A collection failed; the next is in {Hours} hours", options.CollectEvery.TotalHours);
        }
    }
}
