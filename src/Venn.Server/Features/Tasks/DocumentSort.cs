using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Protocol.Dql;

namespace Venn.Server.Features.Tasks;

/// <summary>Sorts documents in memory by DQL: numbers by value, texts ordinally; unknown fields change nothing; the id is last.</summary>
internal static class DocumentSort
{
    public static void Apply(List<JsonObject> documents, IReadOnlyList<DqlSort> sort) => documents.Sort((a, b) =>
    {
        foreach (var field in sort)
        {
            var order = Compare(Find(a, field.Field), Find(b, field.Field));
            if (order != 0)
            {
                return field.Descending ? -order : order;
            }
        }

        return Compare(a["id"], b["id"]);
    });

    private static JsonNode? Find(JsonObject document, string field)
    {
        JsonNode? node = document;
        foreach (var name in field.Split('.'))
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }

    private static int Compare(JsonNode? a, JsonNode? b) => (a?.GetValueKind(), b?.GetValueKind()) switch
    {
        (JsonValueKind.Number, JsonValueKind.Number) => ToNumber(a!).CompareTo(ToNumber(b!)),
        (JsonValueKind.String, JsonValueKind.String) => string.CompareOrdinal(a!.GetValue<string>(), b!.GetValue<string>()),
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        _ => 0,
    };

    private static double ToNumber(JsonNode node) =>
        double.Parse(node.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);
}
