using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Server.Features.Versions.Comparing;

namespace Venn.Server.Features.Exports;

/// <summary>What an export holds, counted while it is written: items, annotations, and these by label and type.</summary>
internal sealed class ExportSummary
{
    private readonly SortedDictionary<string, long> labels = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> types = new(StringComparer.Ordinal);
    private long items;
    private long annotatedItems;
    private long annotations;

    public void AddItem(int annotationsCount)
    {
        items++;
        annotatedItems += annotationsCount > 0 ? 1 : 0;
    }

    public void AddAnnotation(Revision annotation)
    {
        annotations++;
        Count(labels, DiffView.ReadLabel(annotation));
        Count(types, DiffView.ReadType(annotation));
    }

    public JsonObject ToNode() => new()
    {
        ["itemsCount"] = items,
        ["annotatedItemsCount"] = annotatedItems,
        ["annotationsCount"] = annotations,
        ["labels"] = ToNode(labels),
        ["types"] = ToNode(types),
    };

    private static void Count(SortedDictionary<string, long> counts, string key) =>
        counts[key] = counts.GetValueOrDefault(key) + 1;

    private static JsonObject ToNode(SortedDictionary<string, long> counts) =>
        new(counts.Select(count => KeyValuePair.Create(count.Key, (JsonNode?)JsonValue.Create(count.Value))));
}
