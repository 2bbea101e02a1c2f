using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Protocol.Dql;
using Venn.Server.Features.Query;
using Venn.Server.Hosting;
using Venn.Server.Wire;

namespace Venn.Server.Features.Exports;

/// <summary>The feature vectors that go with an export's items: all of the dataset's, or those a filter takes.</summary>
internal static class ExportVectors
{
    private static readonly string[] Fields = ["datasetId", "featureSetId", "value"];

    public static ILookup<string, JsonElement> Read(Dataset dataset, JsonElement request, DataServices services)
    {
        var filter = request.TryGetProperty("itemsVectorQuery", out var query) && query.ValueKind == JsonValueKind.Object
            && query.TryGetProperty("filter", out var given) && given.ValueKind == JsonValueKind.Object
                ? DqlReader.ReadFilter(given, "$.itemsVectorQuery.filter")
                : DqlCondition.True;
        return services.Documents.List(Kinds.FeatureVector, dataset.Info.Scope)
            .Where(vector => vector.Root.GetText("datasetId") == WireId.OfDataset(dataset.Ordinal)
                && DocumentMatcher.Matches(filter, vector.Root))
            .ToLookup(vector => vector.Root.GetText("entityId") ?? "", Select, StringComparer.Ordinal);
    }

    private static JsonElement Select(Document vector)
    {
        var selected = new JsonObject { ["id"] = vector.Id };
        foreach (var field in Fields)
        {
            if (vector.Root.TryGetProperty(field, out var value))
            {
                selected[field] = JsonMerge.ToNode(value);
            }
        }

        return JsonSerializer.SerializeToElement(selected);
    }
}
