using System.Text.Json;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Features.Items.Downloading;
using Venn.Server.Wire;

namespace Venn.Server.Features.Items;

/// <summary>Answers with items.</summary>
internal static class ItemResponse
{
    public static ItemMapping MappingFor(HttpContext context, VersionStore store, Dataset dataset) =>
        new(context.GetApiUrl(), dataset.Ordinal, new SourceFinder(store, dataset));

    public static Task WriteAsync(
        HttpContext context, VersionStore store, Dataset dataset, Revision item, int annotationsCount)
    {
        var mapping = MappingFor(context, store, dataset);
        return JsonResponse.WriteAsync(context, json => mapping.Write(json, item, annotationsCount));
    }

    /// <summary>An item with the count of the dataset's head.</summary>
    public static Task WriteAsync(HttpContext context, VersionStore store, Dataset dataset, Revision item) =>
        WriteAsync(context, store, dataset, item, dataset.Head.CountAnnotations([item.Lineage])[0]);

    public static void WriteArray(
        Utf8JsonWriter json, ItemMapping mapping, DatasetVersion version, IReadOnlyList<Revision> items)
    {
        var counts = version.CountAnnotations([.. items.Select(i => i.Lineage)]);
        json.WriteStartArray();
        for (var i = 0; i < items.Count; i++)
        {
            mapping.Write(json, items[i], counts[i]);
        }

        json.WriteEndArray();
    }
}
