using System.Collections.Concurrent;
using Venn.TestKit.Generators;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.Model;

/// <summary>Random operations on engine and model, from one seed.</summary>
internal sealed class TwinRun(TwinOptions options)
{
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
            for (; index < options.OperationCount; index++)
            {
                what = Choose();
                Counts.AddOrUpdate(what, 1, (_, count) => count + 1);
                await OneAsync(what);
            }

            what = "the last comparison";
            await engine.Store.DrainSealingAsync();
            Counts.AddOrUpdate("segment files", engine.CountSegmentFiles(), (_, count) => count + engine.CountSegmentFiles());
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
        return living == 0 ? "create" : twin.Random.Next(1000) switch
        {
            < 560 => "edit",
            < 650 => living < 12 ? "clone" : "delete",
            < 690 => living < 12 ? "merge" : "delete",
            < 710 => "merge into",
            < 750 => "roll back",
            < 780 => "snapshot",
            < 850 => "query",
            < 862 => "facets",
            < 870 => "sample",
            < 920 => "look back",
            < 960 => "diff",
            < 975 => "digest",
            < 984 => living < 12 ? "create" : "delete",
            < 990 => "delete",
            < 997 => "reopen",
            _ => "reopen without segments",
        };
    }

    private Task OneAsync(string what)
    {
        var dataset = twin.Living.Count == 0 ? null! : twin.Random.Pick(twin.Living);
        var versions = new TwinVersions(twin);
        var reads = new TwinReads(twin);
        switch (what)
        {
            case "edit":
                return TwinEdits.RunAsync(twin, dataset, twin.Random.Chance(0.6) ? 1 : 1 + twin.Random.Next(8));
            case "clone":
                return versions.CloneAsync(dataset);
            case "merge":
                return versions.MergeAsync();
            case "merge into":
                return versions.MergeIntoAsync(dataset);
            case "roll back":
                return versions.RollBackAsync(dataset);
            case "snapshot":
                return versions.SnapshotAsync(dataset);
            case "create":
                return versions.CreateAsync();
            case "delete":
                return versions.DeleteAsync(dataset);
            case "query":
                reads.Query(dataset);
                return Task.CompletedTask;
            case "facets":
                reads.Facets(dataset);
                return Task.CompletedTask;
            case "sample":
                reads.Sample(dataset);
                return Task.CompletedTask;
            case "look back":
                reads.LookBack();
                return Task.CompletedTask;
            case "diff":
                reads.Diff();
                return Task.CompletedTask;
            case "digest":
                reads.Digest(dataset);
                return Task.CompletedTask;
            default:
                return ReopenAndCompareAsync(what == "reopen without segments");
        }
    }

    private async Task ReopenAndCompareAsync(bool withoutSegments)
    {
        await ReopenAsync(withoutSegments);
        new TwinReads(twin).CompareAll(past: false);
    }

    private async Task ReopenAsync(bool withoutSegments)
    {
        await twin.Engine.CloseAsync();
        if (withoutSegments)
        {
            twin.Engine.DeleteSegments();
        }

        await twin.Engine.OpenAsync();
    }
}
