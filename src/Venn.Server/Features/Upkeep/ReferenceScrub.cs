using System.Text.Json.Nodes;
using Venn.Server.Wire;

namespace Venn.Server.Features.Upkeep;

/// <summary>Takes ids of erased items and texts that hold a path of theirs out of a JSON body.</summary>
/// <param name="lineages">Of the items.</param>
/// <param name="paths">Every path they had.</param>
internal sealed class ReferenceScrub(HashSet<long> lineages, IReadOnlyCollection<string> paths)
{
    /// <summary>Takes the place of a text; null: it goes.</summary>
    public string? Instead { get; init; }

    private readonly List<string> names = [.. paths.Where(p => p.Length > 1)];

    /// <returns>Whether anything was taken out.</returns>
    public bool Clean(JsonNode? node) => node switch
    {
        JsonObject parent => Clean(parent),
        JsonArray list => Clean(list),
        _ => false,
    };

    private bool Clean(JsonObject parent)
    {
        var isChanged = false;
        foreach (var (name, value) in parent.ToList())
        {
            if (IsMeant(name))
            {
                parent.Remove(name);
                isChanged = true;
            }
            else if (IsMeant(value))
            {
                parent[name] = Instead;
                isChanged = true;
            }
            else
            {
                isChanged |= Clean(value);
            }
        }

        return isChanged;
    }

    private bool Clean(JsonArray list)
    {
        var isChanged = false;
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (IsMeant(list[i]) && Instead is not null)
            {
                list[i] = Instead;
                isChanged = true;
            }
            else if (IsMeant(list[i]))
            {
                list.RemoveAt(i);
                isChanged = true;
            }
            else
            {
                isChanged |= Clean(list[i]);
            }
        }

        return isChanged;
    }

    private bool IsMeant(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && IsMeant(text);

    private bool IsMeant(string text) =>
        (WireId.TryParse(text, out var dataset, out var number) && dataset.Value != 0 && lineages.Contains(number))
        || names.Exists(n => text.Contains(n, StringComparison.Ordinal));
}
