using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Wire;

namespace Venn.Server.Features.Datasets;

/// <summary>Dataset to wire JSON: exactly the keys that clients write back.</summary>
internal static class DatasetMapping
{
    /// <param name="version">Whose counts it shows; the head's when none is given.</param>
    public static JsonObject ToWire(Dataset dataset, string apiUrl, DataServices services, DatasetVersion? version = null)
    {
        var json = Describe(dataset, apiUrl, services);
        var counts = DatasetCounts.Of(version ?? dataset.Head);
        json["itemsCount"] = counts.Items;
        json["annotationsCount"] = counts.Annotations;
        json["annotated"] = counts.AnnotatedItems;
        return json;
    }

    /// <summary>All but the counts: what queries look at.</summary>
    public static JsonObject Describe(Dataset dataset, string apiUrl, DataServices services)
    {
        var body = DatasetBody.Of(dataset);
        var id = WireId.OfDataset(dataset.Ordinal);
        var url = $"{apiUrl}/datasets/{id}";
        var json = new JsonObject
        {
            ["id"] = id,
            ["url"] = url,
            ["name"] = dataset.Info.Name,
            ["creator"] = body.Root.GetText("creator"),
            ["projects"] = new JsonArray(dataset.Info.Scope),
            ["metadata"] = ReadMetadata(body),
            ["directoryTree"] = url + "/directoryTree",
            ["items"] = url + "/items",
            ["driver"] = body.Root.GetText("driver"),
            ["indexDriver"] = body.Root.GetText("indexDriver") ?? "v1",
            ["readableType"] = "Files",
            ["accessLevel"] = "project",
            ["readonly"] = WriteGuard.FindReason(dataset, services.Now) is not null,
            ["isSyncing"] = services.Syncs.IsRunning(dataset.Ordinal),
            ["createdAt"] = WireTime.Format(dataset.CreatedAt),
            ["updatedAt"] = body.Root.GetText("updatedAt") ?? WireTime.Format(dataset.CreatedAt),
            ["updatedBy"] = body.Root.GetText("updatedBy") ?? body.Root.GetText("creator"),
        };
        CopyWhenSet(json, body, "expirationOptions");
        CopyWhenSet(json, body, "enableSyncWithCloned");
        if (dataset.Source != DatasetOrdinal.None)
        {
            json["srcDataset"] = WireId.OfDataset(dataset.Source);
        }

        return json;
    }

    private static JsonObject ReadMetadata(DatasetBody body)
    {
        var metadata = body.Metadata.ValueKind == JsonValueKind.Object ? JsonObject.Create(body.Metadata)! : [];
        JsonMerge.ObjectAt(metadata, "system");
        return metadata;
    }

    private static void CopyWhenSet(JsonObject json, DatasetBody body, string name)
    {
        if (body.Root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
        {
            json[name] = JsonMerge.ToNode(value);
        }
    }
}
