using Spectre.Console;
using Venn.Cli.Hosting;

namespace Venn.Cli.Output;

/// <summary>How far long work is: a bar with rate and time left on a terminal, a line now and then elsewhere.</summary>
internal sealed class ProgressDisplay
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    private readonly CliEnvironment environment;
    private readonly string title;
    private readonly long total;
    private readonly Lock gate = new();
    private readonly long started;
    private ProgressTask? bar;
    private long done;
    private long lastLine;

    private ProgressDisplay(CliEnvironment environment, string title, long total)
    {
        this.environment = environment;
        this.title = title;
        this.total = total;
        started = lastLine = environment.Clock.GetTimestamp();
    }

    /// <summary>Shows progress while <paramref name="work"/> runs; the display is gone afterwards.</summary>
    /// <param name="totalBytes">What <see cref="Advance"/> adds up to.</param>
    public static async Task RunAsync(
        CliEnvironment environment, string title, long totalBytes, Func<ProgressDisplay, Task> work)
    {
        var display = new ProgressDisplay(environment, title, Math.Max(1, totalBytes));
        if (!environment.IsErrorTerminal)
        {
            await work(display);
            return;
        }

        await Consoles.Create(environment.Error, isTerminal: true).Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(),
                new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                display.bar = context.AddTask(Markup.Escape(title), maxValue: display.total);
                await work(display);
            });
    }

    /// <summary>Adds bytes done. Threads: safe.</summary>
    public void Advance(long bytes)
    {
        lock (gate)
        {
            done += bytes;
            if (bar is not null)
            {
                bar.Increment(bytes);
                return;
            }

            var now = environment.Clock.GetTimestamp();
            if (environment.Clock.GetElapsedTime(lastLine, now) < LineEvery)
            {
                return;
            }

            lastLine = now;
            var elapsed = environment.Clock.GetElapsedTime(started, now);
            var rate = done / elapsed.TotalSeconds;
            var left = rate > 0 ? TimeSpan.FromSeconds((total - done) / rate) : TimeSpan.Zero;
            environment.Error.WriteLine(
                $"{title}: {100 * done / total} % ({Quantities.Bytes(done)} of {Quantities.Bytes(total)}, "
                + $"{Quantities.Bytes((long)rate)}/s, {Quantities.Duration(left)} left)");
        }
    }
}
