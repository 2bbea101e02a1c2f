using System.Diagnostics;
using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Cli.Selection;
using Venn.Client.Queries;
using Venn.Protocol.Requests;
using Venn.Protocol.Slices;

namespace Venn.Cli.Commands.Versions;

/// <summary>What clone and slice do.</summary>
internal static class CloneOperation
{
    /// <param name="name">Of the new dataset; null when <paramref name="target"/> names one to clone into.</param>
    public static async Task RunAsync(
        Invocation run, string source, string? name, string? target, string? directory, CopySwitches switches,
        Query query, FilterOptions filter, AtOption at, SampleRequest? sample = null)
    {
        if (name is null == target is null)
        {
            throw new CliException(
                ExitCodes.BadUsage,
                "Name the new dataset, or give --into DATASET for one that is there: one of the two.");
        }

        var client = await run.ConnectAsync();
        var from = await DatasetName.ResolveAsync(client, source, run.CancellationToken);
        var into = target is null ? null : await DatasetName.ResolveAsync(client, target, run.CancellationToken);
        var started = Stopwatch.GetTimestamp();
        var made = await client.Datasets.CloneAsync(
            from.Id,
            new CloneRequest
            {
                Name = name,
                At = await filter.ReadStateAsync(run, client, from.Id, at),
                Sample = sample,
                Filter = query.ToBody(),
                CloneDatasetParams = switches with
                {
                    TargetDatasetId = into?.Id,
                    TargetDirectory = directory is null || directory.StartsWith('/') ? directory : "/" + directory,
                },
            },
            new CommandProgress(run.Environment, "Cloning"), run.CancellationToken);
        run.Notes.Say(
            $"'{from.Name}' is cloned {(into is null ? "to" : "into")} '{made.Name}' in "
            + $"{Quantities.Duration(Stopwatch.GetElapsedTime(started))}: "
            + $"{Quantities.Count(made.ItemsCount, "item")}, {Quantities.Count(made.AnnotationsCount, "annotation")}.");
        run.Results.WriteObject(made, [("id", made.Id), ("name", made.Name)]);
    }
}
