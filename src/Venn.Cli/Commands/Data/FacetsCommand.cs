using System.CommandLine;
using System.Text.Json;
using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Cli.Selection;
using Venn.Protocol.Facets;
using Venn.Protocol.Json;

namespace Venn.Cli.Commands.Data;

internal static class FacetsCommand
{
    /// <summary>What is told when nothing is asked for.</summary>
    private static readonly FacetQuestion[] Usual =
    [
        new() { By = "label", Limit = 20 }, new() { By = "type", Limit = 20 }, new() { By = "mimetype", Limit = 20 },
        new() { By = "dir", Depth = 1, Limit = 20 },
    ];

    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var by = Many(
            "--by", "FIELD[:N]",
            "Count the values of a field: label, type, attributes.K, dir (dir:/2 for two levels), mimetype, status, any "
            + "metadata field; the N most frequent. A field of the other kind: item.type, annotation.status");
        var histogram = Many(
            "--histogram", "FIELD[:N]",
            "Spread numbers or times: at most N round buckets, :q4 for quartiles, :0,10,100 for edges; box.width, box.height, "
            + "box.area and box.aspect are there too");
        var together = Many("--together", "FIELD[:N]", "Items with both of two labels, of the N most frequent ones");
        var filter = new FilterOptions();
        var at = new AtOption();
        var command = new Command(
            "facets", "Count what a dataset holds: by label, directory, any field; histograms. Labels, types and directories "
            + "unless something is asked for")
        {
            dataset, by, histogram, together,
        };
        filter.AddTo(command);
        at.AddTo(command);
        runtime.Handle(command, async run =>
        {
            FacetQuestion[] asked =
            [
                .. run.Get(by)!.Select(FacetText.ParseBy), .. run.Get(histogram)!.Select(FacetText.ParseHistogram),
                .. run.Get(together)!.Select(FacetText.ParseTogether),
            ];
            var query = (await filter.ReadAsync(run)).ToBody();
            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            var answer = await client.Datasets.FacetsAsync(
                found.Id,
                new FacetsRequest
                {
                    Filter = query.Filter, Join = query.Join, At = await filter.ReadStateAsync(run, client, found.Id, at),
                    Facets = asked.Length == 0 ? Usual : asked,
                },
                run.CancellationToken);
            Write(run, answer);
        });
        return command;
    }

    private static Option<string[]> Many(string name, string helpName, string description) => new(name)
    {
        Description = description, HelpName = helpName, DefaultValueFactory = static _ => [],
    };

    private static void Write(Invocation run, FacetsAnswer answer)
    {
        if (run.Results.IsJson)
        {
            run.Results.WriteJson(JsonSerializer.SerializeToNode(answer, ProtocolJson.Default.FacetsAnswer));
            return;
        }

        var totals = answer.Totals;
        run.Notes.Say(
            $"{Quantities.Count(totals.ItemsCount, "item")} ({Quantities.Bytes(totals.SizeBytes)}), "
            + $"{Quantities.Count(totals.AnnotatedItemsCount, "annotated", "annotated")}, "
            + $"{Quantities.Count(totals.AnnotationsCount, "annotation")}.");
        var rows = answer.Facets.SelectMany(FacetRows.Of).ToList();
        if (run.Environment.IsOutTerminal)
        {
            run.Results.WriteRows(["FACET", "VALUE", "COUNT", "SHARE", ""], rows, static row => row.WithBar());
        }
        else
        {
            run.Results.WriteRows(["FACET", "VALUE", "COUNT", "SHARE"], rows, static row => row.Plain());
        }
    }
}
