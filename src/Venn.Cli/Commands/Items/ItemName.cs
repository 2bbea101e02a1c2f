using Venn.Cli.Hosting;
using Venn.Cli.Selection;
using Venn.Client;
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
            return DatasetName.IsId(idOrDataset)
                ? await client.Items.GetAsync(idOrDataset, cancellationToken)
                : throw new CliException(ExitCodes.BadUsage,
                    $"'{idOrDataset}' is no item's id: give the id, or the dataset and the item's path.");
        }

        var dataset = await DatasetName.ResolveAsync(client, idOrDataset, cancellationToken);
        var full = path.StartsWith('/') ? path : "/" + path;
        return await client.Items.FindAsync(dataset.Id, full, cancellationToken)
            ?? throw new CliException(ExitCodes.NotFound, $"Dataset '{dataset.Name}' has no item {full}.");
    }
}
