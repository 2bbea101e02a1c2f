using System.Globalization;
using Venn.Cli.Hosting;
using Venn.Client.Queries;
using Venn.Client.Resources;
using Venn.Protocol.Entities;

namespace Venn.Cli.Commands.Items;

/// <summary>Items as a list shows them.</summary>
internal static class ItemRows
{
    public const int DefaultLimit = 1000;

    /// <summary>Writes the first items of a query, and says on stderr when there are more.</summary>
    public static async Task WriteAsync(Invocation run, ItemsClient client, string datasetId, Query query, int limit)
    {
        var items = new List<Item>();
        var more = false;
        await foreach (var item in client.ListAsync(datasetId, query, run.CancellationToken))
        {
            if (items.Count == limit)
            {
                more = true;
                break;
            }

            items.Add(item);
        }

        run.Results.WriteRows(
            ["ID", "FILENAME", "SIZE", "ANNOTATIONS", "UPDATED"], items,
            item =>
            [
                item.Id, item.Filename, item.Metadata?["system"]?["size"]?.ToJsonString(),
                item.AnnotationsCount.ToString(CultureInfo.InvariantCulture), item.UpdatedAt,
            ]);
        if (more)
        {
            run.Notes.Say($"There are more than {limit}: give --limit N for more of them, --count for their number.");
        }
    }
}
