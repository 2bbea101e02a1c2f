using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Cli.Selection;
using Venn.Protocol.Slices;

namespace Venn.Cli.Commands.Slices;

internal static class SliceSaveCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var name = new Argument<string>("name") { Description = "The slice's name; of a split, what the parts' names begin with" };
        var pin = new Option<bool>("--pin") { Description = "Stay with the head as it is now; else the slice follows the head" };
        var description = new Option<string?>("--description", "-m") { Description = "What it is for", HelpName = "TEXT" };
        var replace = new Option<bool>("--replace") { Description = "Write over a slice of that name" };
        var filter = new FilterOptions();
        var sample = new SampleOptions();
        var at = new AtOption();
        var command = new Command(
            "save", "Keep a filter, perhaps with a version and a sample, by name; with --split, a slice for each part (NAME-train …)")
        {
            dataset, name, pin, description, replace,
        };
        filter.AddTo(command);
        sample.AddTo(command);
        at.AddTo(command);
        runtime.Handle(command, async run =>
        {
            var query = (await filter.ReadAsync(run)).ToBody();
            var samples = sample.ReadAll(run);
            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            if (filter.HasSlice(run))
            {
                throw new CliException(ExitCodes.BadUsage, "A slice is not made of a slice: give its conditions again.");
            }

            var reference = await at.ReadAsync(run, client, found.Id);
            var saved = new List<Slice>();
            foreach (var (part, taken) in samples)
            {
                saved.Add(await client.Slices.SaveAsync(
                    found.Id,
                    new SliceRequest
                    {
                        Name = part is null ? run.Get(name) : $"{run.Get(name)}-{part}", Description = run.Get(description),
                        Filter = query.Filter, Join = query.Join, At = reference, Pin = run.Get(pin) ? true : null, Sample = taken,
                        Replace = run.Get(replace) ? true : null,
                    },
                    run.CancellationToken));
            }

            foreach (var slice in saved)
            {
                var held = await client.Slices.ResolveAsync(found.Id, slice.Id, cancellationToken: run.CancellationToken);
                run.Notes.Say(
                    $"'{slice.Name}': {Quantities.Count(held.ItemsCount, "item")}, "
                    + $"{Quantities.Count(held.AnnotationsCount, "annotation")}.");
            }

            SliceRows.Write(run, saved);
        });
        return command;
    }
}
