using System.Diagnostics;

namespace Venn.Benchmarks.Http;

/// <summary>One connection's share of a soak: it changes items of its own alone, so that no call may be refused.</summary>
internal sealed class SoakWorker(SoakCalls calls, string project, string dataset, int number)
{
    private const int ItemCount = 1_000;

    private readonly Random random = new(number);
    private readonly Dictionary<int, string> items = [];
    private readonly Lock taking = new();
    private List<double> latencies = [];
    private int clones;

    public async Task RunAsync(Func<bool> goesOn)
    {
        while (goesOn())
        {
            var start = Stopwatch.GetTimestamp();
            await StepAsync();
            lock (taking)
            {
                latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }
    }

    /// <summary>Milliseconds of the calls since the last taking.</summary>
    public List<double> TakeLatencies()
    {
        lock (taking)
        {
            (var taken, latencies) = (latencies, []);
            return taken;
        }
    }

    private async Task StepAsync()
    {
        var slot = random.Next(ItemCount);
        if (!items.TryGetValue(slot, out var item))
        {
            items[slot] = await calls.UploadAsync(dataset, $"/worker{number}/{slot}.bin", random);
            return;
        }

        switch (random.Next(100))
        {
            case < 35:
                items[slot] = await calls.UploadAsync(dataset, $"/worker{number}/{slot}.bin", random);
                break;
            case < 60:
                await calls.AnnotateAsync(item);
                break;
            case < 68:
                await calls.DeleteAnnotationsAsync(dataset, item);
                break;
            case < 76:
                await calls.PageAsync(dataset, item);
                break;
            case < 86:
                await calls.QueryAsync(dataset, random.Next(1_000_000));
                break;
            case < 90:
                await calls.DownloadAsync(item);
                break;
            case < 95:
                items.Remove(slot);
                await calls.DeleteItemAsync(item);
                break;
            case < 98:
                await calls.UpdateAsync(item, random.Next());
                break;
            default:
                await calls.CloneAndDeleteAsync(project, dataset, $"clone {number} {++clones}");
                break;
        }
    }
}
