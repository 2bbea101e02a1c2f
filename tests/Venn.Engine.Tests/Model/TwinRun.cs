using System.Collections.Concurrent;
using Venn.TestKit.Generators;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.Model;

/// <summary>Random operations on engine and model, from one seed.</summary>
internal sealed class TwinRun(TwinOptions options)
{
    public const string SegmentFiles = "segment files";

    public const int DatasetsMax = 12;

    private static readonly string[] Upkeep =
        ["rule", "rule", "hold", "delete snapshot", "collect", "collect", "collect beside", "collect beside", "erase"];

    private readonly Twin twin = new(options);

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

        var choice = twin.Random.Next(1010) switch
        {
            < 380 => "edit",
            < 450 => "clone",
            < 485 => "merge",
            < 535 => "merge into",
            < 550 => "merge across",
            < 590 => "revert",
            < 620 => "cherry-pick",
            < 660 => "restore",
            < 675 => "undelete",
            < 700 => "roll back",
            < 725 => "snapshot",
            < 775 => "query",
            < 783 => "facets",
            < 790 => "sample",
            < 830 => "travel",
            < 855 => "look back",
            < 885 => "diff",
            < 900 => "digest",
            < 945 => "blame",
            < 965 => "log",
            < 971 => "archive",
            < 978 => "create",
            < 988 => "delete",
            < 992 => "reopen",
            < 993 => "reopen without segments",
            _ => options.IsCollecting ? twin.Random.Pick(Upkeep) : "edit",
        };
        var makesOne = choice is "clone" or "merge" or "create" or "archive" or "undelete";
        return makesOne && living >= DatasetsMax ? "delete" : choice;
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
