using System.Collections.Concurrent;
using Venn.TestKit.Generators;

namespace Venn.Engine.Tests.Model;

/// <summary>Random operations on engine and model, from one seed.</summary>
internal sealed class TwinRun(TwinOptions options)
{
    public const string SegmentFiles = "segment files";

    public const int DatasetsMax = 12;

    private static readonly string[] Upkeep =
        ["rule", "rule", "hold", "delete snapshot", "collect", "collect", "collect beside", "collect beside", "erase"];

    private const string AnyUpkeep = "upkeep";

    private static readonly (int Weight, string What)[] Weights =
    [
        (380, "edit"), (70, "clone"), (35, "merge"), (50, "merge into"), (15, "merge across"), (40, "revert"),
        (30, "cherry-pick"), (40, "restore"), (15, "undelete"), (25, "roll back"), (25, "snapshot"), (50, "query"),
        (8, "facets"), (7, "sample"), (40, "travel"), (25, "look back"), (30, "diff"), (15, "digest"), (45, "blame"),
        (20, "log"), (6, "archive"), (7, "create"), (10, "delete"), (4, "reopen"), (1, "reopen without segments"),
        (17, AnyUpkeep),
    ];

    private static readonly int WeightsSum = Weights.Sum(w => w.Weight);

    private readonly Twin twin = new(options);

    /// <summary>Every kind of operation.</summary>
    public static IEnumerable<string> Operations => Weights.Select(w => w.What).Where(w => w != AnyUpkeep).Concat(Upkeep).Distinct();

    /// <summary>How often each kind of operation ran, over all runs that share it.</summary>
    public ConcurrentDictionary<string, int> Counts { get; init; } = new();

    /// <exception cref="MismatchException">Engine and model differ; the message holds the seed and the operation.</exception>
    public async Task RunAsync()
    {
        await using var engine = twin.Engine;
        var index = 0;
        var what = "open";
        try
        {
            await engine.OpenAsync();
            while (index < options.OperationCount)
            {
                // One for which there is nothing to do is none.
                what = Choose();
                if (await OneAsync(what))
                {
                    index++;
                    Counts.AddOrUpdate(what, 1, (_, count) => count + 1);
                }
            }

            what = "the last comparison";
            await engine.Store.DrainSealingAsync();
            Counts.AddOrUpdate(SegmentFiles, engine.CountSegmentFiles(), (_, count) => count + engine.CountSegmentFiles());
            new TwinReads(twin).CompareAll(past: false);
            await ReopenAsync(withoutSegments: twin.Random.Chance(0.5));
            new TwinReads(twin).CompareAll(past: true);
        }
        catch (Exception e)
        {
            throw new MismatchException($"VENN_SEED={options.Seed}, operation {index} ({what}): {e}");
        }
    }

    private string Choose()
    {
        var living = twin.Living.Count;
        if (living == 0)
        {
            return "create";
        }

        var choice = Pick(Weights, twin.Random.Next(WeightsSum));
        if (choice == AnyUpkeep)
        {
            choice = options.IsCollecting ? twin.Random.Pick(Upkeep) : "edit";
        }

        var makesOne = choice is "clone" or "merge" or "create" or "archive" or "undelete";
        return makesOne && living >= DatasetsMax ? "delete" : choice;
    }

    private static string Pick((int Weight, string What)[] weights, int at)
    {
        var index = 0;
        for (; at >= weights[index].Weight; index++)
        {
            at -= weights[index].Weight;
        }

        return weights[index].What;
    }

    private Task<bool> OneAsync(string what)
    {
        var dataset = twin.Living.Count == 0 ? null! : twin.Random.Pick(twin.Living);
        return what switch
        {
            "edit" => TwinEdits.RunAsync(twin, dataset, twin.Random.Chance(0.6) ? 1 : 1 + twin.Random.Next(8)),
            "clone" => new TwinVersions(twin).CloneAsync(dataset),
            "merge" => new TwinMerges(twin).NewAsync(),
            "merge into" => new TwinMerges(twin).IntoAsync(dataset),
            "merge across" => new TwinMerges(twin).AcrossAsync(dataset),
            "revert" => new TwinUndo(twin).RevertAsync(dataset),
            "cherry-pick" => new TwinUndo(twin).PickAsync(dataset),
            "restore" => new TwinUndo(twin).RestoreAsync(dataset),
            "undelete" => new TwinVersions(twin).UndeleteAsync(),
            "roll back" => new TwinVersions(twin).RollBackAsync(dataset),
            "snapshot" => new TwinVersions(twin).SnapshotAsync(dataset),
            "query" => Task.FromResult(new TwinReads(twin).Query(dataset)),
            "facets" => Task.FromResult(new TwinReads(twin).Facets(dataset)),
            "sample" => Task.FromResult(new TwinReads(twin).Sample(dataset)),
            "travel" => Task.FromResult(new TwinHistory(twin).Travel(dataset)),
            "look back" => Task.FromResult(new TwinReads(twin).LookBack()),
            "diff" => Task.FromResult(new TwinReads(twin).Diff()),
            "digest" => Task.FromResult(new TwinReads(twin).Digest(dataset)),
            "blame" => Task.FromResult(new TwinHistory(twin).Blame(dataset)),
            "log" => Task.FromResult(new TwinHistory(twin).Log(dataset)),
            "archive" => new TwinArchives(twin).RunAsync(dataset),
            "create" => new TwinVersions(twin).CreateAsync(),
            "rule" => new TwinUpkeep(twin).RuleAsync(dataset),
            "hold" => new TwinUpkeep(twin).HoldAsync(dataset),
            "delete snapshot" => new TwinUpkeep(twin).DeleteSnapshotAsync(dataset),
            "collect" => new TwinUpkeep(twin).CollectAsync(beside: false),
            "collect beside" => new TwinUpkeep(twin).CollectAsync(beside: true),
            "erase" => new TwinUpkeep(twin).EraseAsync(dataset),
            "delete" => new TwinVersions(twin).DeleteAsync(dataset),
            _ => ReopenAndCompareAsync(what == "reopen without segments"),
        };
    }

    private async Task<bool> ReopenAndCompareAsync(bool withoutSegments)
    {
        await ReopenAsync(withoutSegments);
        new TwinReads(twin).CompareAll(past: false);
        return true;
    }

    private async Task ReopenAsync(bool withoutSegments)
    {
        await twin.Engine.CloseAsync();
        if (withoutSegments)
        {
            twin.Engine.DeleteSegments();
        }

        twin.Comparer.Forget();
        await twin.Engine.OpenAsync();
    }
}
