using System.Globalization;

namespace Venn.CrashTests.Killing;

/// <summary>The process that is killed: many threads that write, and say on standard output what they try and what is acknowledged.</summary>
internal static class CrashChild
{
    public const string Argument = "--crash-child";

    private const int WorkerCount = 6;

    private static readonly Lock Output = new();

    /// <param name="args">The argument, the data directory, the round, the planted bug.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var round = int.Parse(args[2], CultureInfo.InvariantCulture);
        var bug = Enum.Parse<PlantedBug>(args[3]);
        await using var store = await CrashStore.OpenAsync(args[1]);
        foreach (var name in CrashStore.Shared)
        {
            if (store.Find(CrashStore.Scope, name) is null)
            {
                await store.CreateDatasetAsync(new DatasetInfo(CrashStore.Scope, name, "{}"u8.ToArray()), CrashWorker.Info);
            }
        }

        Say("ready");
        await Task.WhenAll(Enumerable.Range(0, WorkerCount).Select(
            index => Task.Run(() => new CrashWorker(store, round, index, bug, Say).RunAsync())));
        return 0;
    }

    private static void Say(string line)
    {
        lock (Output)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
