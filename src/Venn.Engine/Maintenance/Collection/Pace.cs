using System.Diagnostics;

namespace Venn.Engine.Maintenance.Collection;

/// <summary>Holds work in the background to so many rows a second, so that others have the disk. One thread.</summary>
/// <param name="rowsPerSecond">0: no limit.</param>
internal sealed class Pace(int rowsPerSecond)
{
    private readonly long started = Stopwatch.GetTimestamp();
    private long rows;

    public Task StepAsync(int count, CancellationToken cancellationToken)
    {
        rows += count;
        if (rowsPerSecond <= 0)
        {
            return Task.CompletedTask;
        }

        var due = TimeSpan.FromSeconds((double)rows / rowsPerSecond);
        var ahead = due - Stopwatch.GetElapsedTime(started);
        return ahead > TimeSpan.FromMilliseconds(20) ? Task.Delay(ahead, cancellationToken) : Task.CompletedTask;
    }
}
