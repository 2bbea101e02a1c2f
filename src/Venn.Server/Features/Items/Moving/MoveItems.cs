using System.Text.Json;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Items.Moving;

/// <summary>
/// <c>PUT /datasets/{id}/items/{directoryId}</c>: moves the items of an array of ids into a directory, all or none.
/// </summary>
internal static class MoveItems
{
    public static async Task HandleAsync(
        HttpContext context, string datasetId, string directoryId, DataServices services)
    {
        var dataset = services.RequireWritable(context, datasetId);
        var body = await JsonBody.ReadElementAsync(context, cancellationToken: context.RequestAborted);
        if (body.ValueKind != JsonValueKind.Array)
        {
            throw ApiException.BadRequest("$: expected an array of item ids.");
        }

        var lineages = body.EnumerateArray().Select((id, i) => ReadLineage(dataset, id, $"$[{i}]")).ToList();
        // The root directory has the dataset's own id.
        var isRoot = string.Equals(directoryId, WireId.OfDataset(dataset.Ordinal), StringComparison.OrdinalIgnoreCase);
        var target = isRoot ? Lineage.None : ReadLineage(dataset, directoryId, "directoryId");
        var author = context.GetCaller().Email;
        await dataset.WriteAsync(new CommitInfo(author, "move"), writer =>
        {
            var directory = isRoot ? "/" : writer.FindItem(target) is { IsDirectory: true } found
                ? found.Path
                : throw ApiException.NotFound($"Directory not found. id: {directoryId}");
            foreach (var lineage in lineages)
            {
                var item = writer.FindItem(lineage)
                    ?? throw DataServices.NotFound("item", WireId.Of(dataset.Ordinal, lineage));
                var path = ItemPath.Combine(directory, ItemPath.GetName(item.Path));
                if (path != item.Path)
                {
                    ItemMove.Apply(writer, item, path, author, services.Now);
                }
            }

            return lineages.Count;
        });
        await JsonResponse.WriteAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("totalItemsCount", lineages.Count);
            json.WriteEndObject();
        });
    }

    private static Lineage ReadLineage(Dataset dataset, JsonElement id, string field) =>
        id.ValueKind == JsonValueKind.String
            ? ReadLineage(dataset, id.GetString(), field)
            : throw ApiException.BadRequest($"{field}: expected an item id.");

    private static Lineage ReadLineage(Dataset dataset, string? id, string field) =>
        !WireId.TryParse(id, out var owner, out var number) || number == 0
            ? throw ApiException.BadRequest($"{field}: '{id}' is no item id: an id has {WireId.Length} hex digits.")
            : owner == dataset.Ordinal
                ? new Lineage(number)
                : throw ApiException.BadRequest($"{field}: the item {id} is of another dataset.");
}
