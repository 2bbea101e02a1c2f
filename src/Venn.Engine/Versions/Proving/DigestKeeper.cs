namespace Venn.Engine.Versions.Proving;

/// <summary>
/// Writes the digests of sealed segments while nothing is written to the store, so that the first proof need not wait for
/// them and a load is not slowed by them. While questions are asked it works a fifth of the time.
/// </summary>
internal sealed class DigestKeeper : IAsyncDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    /// <summary>Of what a segment took, so much is waited after it when questions were asked meanwhile.</summary>
    private const int RestOfWork = 4;

    private readonly DigestColumns columns;
    private readonly Func<long> readActivity;
    private readonly Func<long> readQuestions;
    private readonly Action<string>? report;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task worker;

    /// <param name="columns">What is kept.</param>
    /// <param name="readActivity">A number that changes with every write.</param>
    /// <param name="readQuestions">A number that changes with every question.</param>
    /// <param name="clock">Tells a second.</param>
    /// <param name="report">Is told what failed.</param>
    public DigestKeeper(
        DigestColumns columns, Func<long> readActivity, Func<long> readQuestions, TimeProvider clock, Action<string>? report)
    {
        this.columns = columns;
        this.readActivity = readActivity;
        this.readQuestions = readQuestions;
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

    /// <returns>False when there is nothing to write.</returns>
    private async Task<bool> WriteNextAsync()
    {
        var (start, asked) = (clock.GetTimestamp(), readQuestions());
        if (!columns.WriteNext())
        {
            return false;
        }

        if (readQuestions() != asked)
        {
            await Task.Delay(RestOfWork * clock.GetElapsedTime(start), clock, stopping.Token).ConfigureAwait(false);
        }

        return true;
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
                while (now == before && !stopping.IsCancellationRequested && await WriteNextAsync().ConfigureAwait(false))
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
