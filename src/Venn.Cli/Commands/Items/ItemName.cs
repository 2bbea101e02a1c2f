using Venn.Cli.Hosting;
using Venn.Cli.Selection;
using Venn.Client;
using Venn.Client.Resources;
using Venn.Protocol.Entities;

namespace Venn.Cli.Commands.Items;

/// <summary>An item as people name it: its id, or its dataset and path.</summary>
internal static class ItemName
{
    public static async Task<Item> ResolveAsync(
        VennClient client, string idOrDataset, string? path, CancellationToken cancellationToken)
    {
        if (path is null)
        {
            return await client.Items.GetAsync(RequireId(idOrDataset), cancellationToken);
        }

        var dataset = await DatasetName.ResolveAsync(client, idOrDataset, cancellationToken);
        return await FindAsync(client.Items, dataset, path, cancellationToken);
    }

    /// <summary>The item as of <c>--at</c>, and the reference that this is; null for the head.</summary>
    public static async Task<(Item Item, string? At)> ResolveAsync(
        Invocation run, VennClient client, string idOrDataset, string? path, AtOption at)
    {
        if (path is null)
        {
            var reference = await at.ReadForAsync(run, client, RequireId(idOrDataset));
            return (await client.Items.At(reference).GetAsync(idOrDataset, run.CancellationToken), reference);
        }

        var dataset = await DatasetName.ResolveAsync(client, idOrDataset, run.CancellationToken);
        var state = await at.ReadAsync(run, client, dataset.Id);
        return (await FindAsync(client.Items.At(state), dataset, path, run.CancellationToken), state);
    }

    /// <param name="items">Reads the version in which the path is looked up.</param>
    public static async Task<Item> FindAsync(
        ItemsClient items, Dataset dataset, string path, CancellationToken cancellationToken)
    {
        var full = path.StartsWith('/') ? path : "/" + path;
        return await items.FindAsync(dataset.Id, full, cancellationToken)
            ?? throw new CliException(ExitCodes.NotFound, $"Dataset '{dataset.Name}' has no item {full} there.");
    }

    private static string RequireId(string text) => DatasetName.IsId(text)
        ? text
        : throw new CliException(ExitCodes.BadUsage,
            $"'{text}' is no item's id: give the id, or the dataset and the item's path.");
}
