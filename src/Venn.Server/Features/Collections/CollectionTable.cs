using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Server.Features.Datasets;
using Venn.Server.Wire;

namespace Venn.Server.Features.Collections;

/// <summary>
/// Names of a dataset's collections by slot, <c>c0</c> to <c>c9</c>; a free slot is used again, the lowest first.
/// </summary>
internal sealed class CollectionTable
{
    private const int SlotCount = 10;

    private readonly SortedDictionary<string, string> names = new(StringComparer.Ordinal);

    private CollectionTable(JsonElement stored)
    {
        if (stored.ValueKind == JsonValueKind.Object)
        {
            foreach (var slot in stored.EnumerateObject())
            {
                names[slot.Name] = slot.Value.GetString()!;
            }
        }
    }

    public static CollectionTable Of(Dataset dataset) =>
        new(DatasetBody.Of(dataset).Root.TryGetProperty("collections", out var stored) ? stored : default);

    public static Task ChangeAsync(Dataset dataset, Action<CollectionTable> change) =>
        DatasetBody.UpdateAsync(dataset, body =>
    {
        var table = new CollectionTable(
            body["collections"] is { } stored ? JsonSerializer.SerializeToElement(stored) : default);
        change(table);
        body["collections"] = new JsonObject(table.names.Select(n => KeyValuePair.Create(n.Key, (JsonNode?)n.Value)));
    });

    /// <exception cref="ApiException">400: it is empty.</exception>
    public static string RequireName(string? name) => string.IsNullOrWhiteSpace(name)
        ? throw ApiException.BadRequest("name: a collection needs a name that is not empty.")
        : name;

    public string? Find(string name) => names.FirstOrDefault(n => n.Value == name).Key;

    /// <exception cref="ApiException">404: there is none.</exception>
    public string Require(string name) => Find(name) ?? throw ApiException.NotFound($"Collection not found: '{name}'.");

    /// <exception cref="ApiException">400: the name is taken, or there are ten.</exception>
    public void Add(string name)
    {
        CheckFree(name);
        var slot = Enumerable.Range(0, SlotCount).Select(i => $"c{i}").FirstOrDefault(s => !names.ContainsKey(s))
            ?? throw ApiException.BadRequest($"A dataset has at most {SlotCount} collections; delete one first.");
        names[slot] = name;
    }

    public void Rename(string name, string newName)
    {
        var slot = Require(name);
        if (name != newName)
        {
            CheckFree(newName);
            names[slot] = newName;
        }
    }

    public void Remove(string name) => names.Remove(Require(name));

    public JsonObject ToWire() => new(names.Select(n => KeyValuePair.Create(
        $"metadata.system.collections.{n.Key}", (JsonNode?)new JsonObject { ["name"] = n.Value })));

    private void CheckFree(string name)
    {
        if (Find(name) is not null)
        {
            throw ApiException.BadRequest($"name: the dataset already has a collection '{name}'.");
        }
    }
}
