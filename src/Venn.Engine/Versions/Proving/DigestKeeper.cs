namespace Venn.Engine.Versions.Proving;

/// <summary>
/// Writes the digests of sealed segments while nothing is written to the store, so that the first proof need not wait for
/// them and a load is not slowed by them.
/// </summary>
internal sealed class DigestKeeper : IAsyncDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly DigestColumns columns;
    private readonly Func<long> readActivity;
    private readonly Action<string>? report;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task worker;

    /// <param name="columns">What is kept.</param>
    /// <param name="readActivity">A number that changes with every write.</param>
    /// <param name="clock">Tells a second.</param>
    /// <param name="report">Is told what failed.</param>
    public DigestKeeper(DigestColumns columns, Func<long> readActivity, TimeProvider clock, Action<string>? report)
    {
        this.columns = columns;
        this.readActivity = readActivity;
        this.clock = clock;
        this.report = report;
        worker = Task.Run(WorkAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await worker.ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task WorkAsync()
    {
        using var timer = new PeriodicTimer(Quiet, clock);
        var before = readActivity();
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token).ConfigureAwait(false))
            {
                var now = readActivity();
                while (now == before && !stopping.IsCancellationRequested && columns.WriteNext())
                {
                    now = readActivity();
                }

                before = now;
            }
        }
        catch (OperationCanceledException)
        {
            // The store is closed.
        }
        catch (Exception e) when (e is IOException or Storage.StorageException or System.Text.Json.JsonException)
        {
            report?.Invoke($"Digests are not written ahead until the next start; they are computed when they are asked for: {e.Message}");
        }
    }
}
