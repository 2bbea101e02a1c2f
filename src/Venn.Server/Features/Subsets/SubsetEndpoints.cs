using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Features.Items;
using Venn.Server.Features.Query;
using Venn.Server.Security;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Subsets;

/// <summary>Splits items into training, validation and test sets; an item's is <c>metadata.system.tags</c>.</summary>
internal static class SubsetEndpoints
{
    private const int WholePercent = 100;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/datasets/{datasetId}/split", SplitAsync)
            .WithSummary("Gives every item that a query finds one of the subsets named, at random, in the shares asked for; a command.");
        api.MapPost("/datasets/{datasetId}/items/bulk-update-metadata", UpdateAsync)
            .WithSummary("Changes the metadata of all items that a query finds; a command.");
    }

    private static async Task<IResult> SplitAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireWritable(context, datasetId);
        var request = await JsonBody.ReadObjectElementAsync(context, cancellationToken: context.RequestAborted);
        var shares = ReadShares(request);
        var query = DqlBody.Read(request.TryGetProperty("itemsQuery", out var given) ? given : default, "$.itemsQuery");
        var filter = BulkChange.Translate(dataset, Relation.Items, query);
        var caller = context.GetCaller();
        var state = await services.Commands.RunAsync(
            caller, "SplitDataset", dataset.Info.Scope, new JsonObject { ["datasetId"] = datasetId },
            (_, token) => dataset.WriteAsync(
                new CommitInfo(caller.Email, "split"),
                writer =>
                {
                    var items = writer.Read(Relation.Items, writer.Select(Relation.Items, filter)).ToArray();
                    Random.Shared.Shuffle(items);
                    var next = 0;
                    foreach (var (name, count) in CountsOf(shares, items.Length))
                    {
                        for (var end = next + count; next < end; next++)
                        {
                            writer.UpdateItem(Tag(items[next], name, shares, caller.Email, services.Now));
                        }
                    }

                    return items.Length;
                },
                token));
        return WireJson.Result(state.ToWire(context.GetApiUrl()));
    }

    private static async Task<IResult> UpdateAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireWritable(context, datasetId);
        var request = await JsonBody.ReadObjectElementAsync(context, cancellationToken: context.RequestAborted);
        var query = DqlBody.Read(request.TryGetProperty("query", out var given) ? given : default, "$.query");
        var update =
            DqlBody.Read(request.TryGetProperty("updateQuery", out var nested) ? nested : default, "$.updateQuery");
        if (update.Update.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.BadRequest("$.updateQuery.update: expected an object of new values.");
        }

        BulkChange.Translate(dataset, Relation.Items, query);
        var caller = context.GetCaller();
        var state = await services.Commands.RunAsync(
            caller, "BulkUpdateMetadata", dataset.Info.Scope, new JsonObject { ["datasetId"] = datasetId },
            (_, _) => BulkChange.UpdateAsync(
                dataset, Relation.Items, query, update.Update, update.SystemSpace, caller.Email, services.Now));
        return WireJson.Result(state.ToWire(context.GetApiUrl()));
    }

    /// <summary>
    /// How many items each subset gets: by largest remainder, but at least one for each with a share while there are
    /// enough.
    /// </summary>
    internal static List<(string Name, int Count)> CountsOf(IReadOnlyList<(string Name, int Percent)> shares, int total)
    {
        var counts = shares.Select(s => (int)((long)total * s.Percent / WholePercent)).ToArray();
        var byRemainder = Enumerable.Range(0, shares.Count)
            .OrderByDescending(i => (long)total * shares[i].Percent % WholePercent).ToList();
        for (var i = 0; counts.Sum() < total; i++)
        {
            counts[byRemainder[i % byRemainder.Count]]++;
        }

        for (var i = 0; i < counts.Length; i++)
        {
            var largest = Array.IndexOf(counts, counts.Max());
            if (counts[i] == 0 && shares[i].Percent > 0 && counts[largest] > 1)
            {
                counts[largest]--;
                counts[i]++;
            }
        }

        return [.. shares.Select((s, i) => (s.Name, counts[i]))];
    }

    private static Revision Tag(
        Revision item, string subset, IReadOnlyList<(string Name, int Percent)> shares, string author,
        DateTimeOffset now)
    {
        var root = JsonBytes.Parse(item.Body);
        var tags = JsonMerge.ObjectAt(JsonMerge.ObjectAt(JsonMerge.ObjectAt(root, "metadata"), "system"), "tags");
        foreach (var (name, _) in shares)
        {
            tags.Remove(name);
        }

        tags[subset] = true;
        return item with { Body = ItemUpdate.Stamp(root, author, now) };
    }

    private static List<(string Name, int Percent)> ReadShares(JsonElement request)
    {
        if (request.ValueKind != JsonValueKind.Object || !request.TryGetProperty("MLSplitList", out var list)
            || list.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.BadRequest("$.MLSplitList: expected an object of subsets with their percentages.");
        }

        var shares = new List<(string Name, int Percent)>();
        foreach (var share in list.EnumerateObject())
        {
            if (share.Value.ValueKind != JsonValueKind.Number || !share.Value.TryGetInt32(out var percent)
                || percent is < 0 or > WholePercent)
            {
                throw ApiException.BadRequest(
                    $"$.MLSplitList.{share.Name}: expected a whole number from 0 to {WholePercent}.");
            }

            shares.Add((share.Name, percent));
        }

        return shares.Sum(s => s.Percent) == WholePercent
            ? shares
            : throw ApiException.BadRequest(
                $"$.MLSplitList: the percentages make {shares.Sum(s => s.Percent)}, not {WholePercent}.");
    }
}
