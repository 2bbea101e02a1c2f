using Venn.Cli.Hosting;
using Venn.Client;
using Venn.Protocol.Entities;

namespace Venn.Cli.Selection;

/// <summary>A dataset as people name it: <c>PROJECT/DATASET</c>, its id, or its name alone where only one has it.</summary>
internal static class DatasetName
{
    public const string Help = "The dataset: PROJECT/NAME, its id, or its name if no other has it";

    private const int IdLength = 24;

    public static bool IsId(string text) =>
        text.Length == IdLength && text.All(static c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));

    public static async Task<Dataset> ResolveAsync(VennClient client, string name, CancellationToken cancellationToken)
    {
        if (IsId(name))
        {
            return await client.Datasets.GetAsync(name, cancellationToken);
        }

        var slash = name.IndexOf('/');
        if (slash > 0)
        {
            var project = await ResolveProjectAsync(client, name[..slash], cancellationToken);
            return await client.Datasets.FindAsync(project.Id, name[(slash + 1)..], cancellationToken)
                ?? throw new CliException(ExitCodes.NotFound,
                    $"Project '{project.Name}' has no dataset '{name[(slash + 1)..]}'. "
                    + $"'venn dataset list --project \"{project.Name}\"' shows what it has.");
        }

        var found = new List<Dataset>();
        await foreach (var dataset in client.Datasets.ListAsync(
            query: Client.Queries.Query.All.Where("name", name), cancellationToken: cancellationToken))
        {
            if (dataset.Name == name)
            {
                found.Add(dataset);
            }
        }

        return found.Count switch
        {
            1 => found[0],
            0 => throw new CliException(
                ExitCodes.NotFound, $"There is no dataset '{name}'. 'venn dataset list' shows those there are."),
            _ => throw new CliException(ExitCodes.BadUsage,
                $"{found.Count} datasets are named '{name}': name one as PROJECT/{name} or by its id "
                + $"({string.Join(", ", found.Select(d => d.Id))})."),
        };
    }

    public static async Task<Project> ResolveProjectAsync(
        VennClient client, string name, CancellationToken cancellationToken)
    {
        if (IsId(name))
        {
            return await client.Projects.GetAsync(name, cancellationToken);
        }

        return await client.Projects.FindAsync(name, cancellationToken)
            ?? throw new CliException(
                ExitCodes.NotFound, $"There is no project '{name}'. 'venn project list' shows those there are.");
    }
}
