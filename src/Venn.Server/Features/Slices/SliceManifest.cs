using System.Text.Json.Nodes;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Slices;

/// <summary>
/// <c>GET /datasets/{id}/slices/{slice}/manifest</c>: a line about the whole, then one for each file by path. What a model was
/// trained on is told by the digest alone: it is that of a clone of the slice, and of its snapshot.
/// </summary>
internal static class SliceManifest
{
    private const int PageSize = 1000;

    public static async Task WriteAsync(HttpContext context, string datasetId, string slice, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        var found = SavedSlice.Require(services.Documents, dataset, slice);
        var version = SavedSlice.Resolve(
            found, dataset, SliceHandlers.ReadFrom(context, services, dataset, found), context.RequestAborted);
        var head = SliceHandlers.Describe(found, version, withDigest: true, context.RequestAborted);
        head.Insert(0, "manifest", "venn-slice-1");
        head.Insert(1, "datasetName", dataset.Info.Name);
        context.Response.ContentType = "application/x-ndjson";
        await WriteLineAsync(context, WireJson.ToBytes(head));
        await WriteItemsAsync(context, version);
    }

    private static async Task WriteItemsAsync(HttpContext context, DatasetVersion version)
    {
        for (var offset = 0L; ; offset += PageSize)
        {
            var page = version.Query(
                Relation.Items,
                new QueryRequest
                {
                    Filter = new Filter.Not(new Filter.Compare(FieldPath.IsDirectory, Comparison.Equal, FieldValue.Of(true))),
                    Sort = [new SortField(FieldPath.Path, Descending: false)], Offset = offset, Limit = PageSize,
                },
                context.RequestAborted);
            var items = version.Read(Relation.Items, page.Revisions);
            var counts = version.CountAnnotations([.. items.Select(item => item.Lineage)]);
            for (var i = 0; i < items.Count; i++)
            {
                await WriteLineAsync(context, WireJson.ToBytes(ToWire(version.Dataset.Ordinal, items[i], counts[i])));
            }

            if (offset + PageSize >= page.TotalCount)
            {
                return;
            }
        }
    }

    private static JsonObject ToWire(DatasetOrdinal dataset, Revision item, int annotationsCount) => new()
    {
        ["id"] = WireId.Of(dataset, item.Lineage),
        ["filename"] = item.Path,
        ["sha256"] = item.Content.IsNone ? null : item.Content.ToString(),
        ["sizeBytes"] = item.SizeBytes,
        ["annotationsCount"] = annotationsCount,
    };

    private static async Task WriteLineAsync(HttpContext context, byte[] line)
    {
        await context.Response.Body.WriteAsync(line, context.RequestAborted);
        await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
    }
}
