using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Client;
using Venn.Client.Queries;

namespace Venn.Cli.Selection;

/// <summary>The options by which a command is told which items are meant.</summary>
internal sealed class FilterOptions
{
    private readonly Option<string[]> where = new("--where", "-w")
    {
        Description = "Items whose field has a value: filename=/cam1/*, metadata.user.weather=rain, "
            + "annotationsCount>2 (repeat for and)",
        HelpName = "FIELD=VALUE",
        DefaultValueFactory = static _ => [],
    };

    private readonly Option<string[]> annotation = new("--annotation", "-a")
    {
        Description = "Items with an annotation that satisfies this (repeat: all on the same annotation): "
            + "label=car, type=box",
        HelpName = "FIELD=VALUE",
        DefaultValueFactory = static _ => [],
    };

    private readonly Option<string?> label = new("--label", "-l")
    {
        Description = "Items with an annotation of this label",
        HelpName = "LABEL",
    };

    private readonly Option<string?> query = new("--query", "-q")
    {
        Description = "A query in DQL: JSON, a file as @FILE, or '-' for stdin",
        HelpName = "DQL",
    };

    private readonly Option<string?> slice = new("--slice")
    {
        Description = "Of a saved slice ('venn slice list'); the other conditions narrow it further",
        HelpName = "NAME",
    };

    /// <param name="withSlice">Whether the command reads a version that <c>--slice</c> can name a part of.</param>
    public void AddTo(Command command, bool withSlice = true)
    {
        if (withSlice)
        {
            command.Options.Add(slice);
        }

        command.Options.Add(where);
        command.Options.Add(annotation);
        command.Options.Add(label);
        command.Options.Add(query);
    }

    public bool IsGiven(Invocation run) =>
        run.Get(where)!.Length > 0 || run.Get(annotation)!.Length > 0
        || run.Get(label) is not null || run.Get(query) is not null || run.Get(slice) is not null;

    public bool HasSlice(Invocation run) => run.Get(slice) is not null;

    /// <summary>The reference that the server takes for <c>--slice</c> and <c>--at</c>; null for the whole head.</summary>
    public async Task<string?> ReadStateAsync(Invocation run, VennClient client, string datasetId, AtOption at)
    {
        var state = await at.ReadAsync(run, client, datasetId);
        return run.Get(slice) is { } name
            ? await StateName.RefineAsync(client, datasetId, name, state, run.CancellationToken)
            : state;
    }

    /// <summary>The query that the options say.</summary>
    /// <param name="dql">A query given in another place than <c>--query</c>.</param>
    public async Task<Query> ReadAsync(Invocation run, string? dql = null)
    {
        dql ??= run.Get(query);
        var result = dql is null ? Query.Files : Query.Parse(await ReadTextAsync(run, dql));
        foreach (var text in run.Get(where)!)
        {
            var condition = Condition.Parse(text);
            result = result.Where(condition.Field, condition.Value);
        }

        foreach (var text in run.Get(annotation)!)
        {
            var condition = Condition.Parse(text);
            result = result.WhereAnnotation(condition.Field, condition.Value);
        }

        return run.Get(label) is { } name ? result.WhereAnnotation("label", name) : result;
    }

    private static async Task<string> ReadTextAsync(Invocation run, string text) => text switch
    {
        "-" => await run.Environment.In.ReadToEndAsync(run.CancellationToken),
        ['@', .. var file] => await File.ReadAllTextAsync(run.FullPath(file), run.CancellationToken),
        _ => text,
    };
}
