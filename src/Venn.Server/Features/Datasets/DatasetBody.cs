using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Wire;

namespace Venn.Server.Features.Datasets;

/// <summary>
/// The JSON kept of a dataset beside its history: <c>{creator, createdAt, updatedAt, updatedBy, metadata, isSystem?,
/// origins?, lock?, frozen?, expirationOptions?, enableSyncWithCloned?, driver?, indexDriver?, collections?}</c>. Immutable;
/// parsed once an info.
/// </summary>
internal sealed class DatasetBody
{
    private static readonly ConditionalWeakTable<DatasetInfo, DatasetBody> Parsed = [];

    private DatasetBody(DatasetInfo info)
    {
        Root = info.Body.Length == 0 ? JsonElement.Parse("{}"u8) : JsonElement.Parse(info.Body.Span);
        Origins = Root.TryGetProperty("origins", out var origins)
            ? [.. origins.EnumerateArray().Select(ReadOrigin)]
            : [];
        Recipes = Metadata.ValueKind == JsonValueKind.Object && Metadata.TryGetProperty("system", out var system)
            && system.ValueKind == JsonValueKind.Object && system.TryGetProperty("recipes", out var recipes)
            && recipes.ValueKind == JsonValueKind.Array
                ? [.. recipes.EnumerateArray()
                    .Where(r => r.ValueKind == JsonValueKind.String)
                    .Select(r => r.GetString()!)]
                : [];
    }

    public JsonElement Root { get; }

    public JsonElement Metadata => Root.TryGetProperty("metadata", out var metadata) ? metadata : default;

    /// <summary>Made with its project, and seen only by who asks for system entities.</summary>
    public bool IsSystem => Root.TryGetProperty("isSystem", out var flag) && flag.ValueKind == JsonValueKind.True;

    /// <summary>Recipes in use; the first is the default one.</summary>
    public IReadOnlyList<string> Recipes { get; }

    public string? DefaultRecipe => Recipes.Count == 0 ? null : Recipes[0];

    /// <summary>Where its items came from, in the order they came.</summary>
    public IReadOnlyList<DatasetOrigin> Origins { get; }

    /// <summary>Until when it is read-only, if it is.</summary>
    public DateTimeOffset? LockedUntil =>
        Root.TryGetProperty("lock", out var until) && WireTime.TryParse(until.GetString(), out var time) ? time : null;

    /// <summary>Who froze it, when and why, if it is frozen.</summary>
    public DatasetFreeze? Frozen =>
        Root.TryGetProperty("frozen", out var frozen) && frozen.ValueKind == JsonValueKind.Object
            ? new DatasetFreeze(
                frozen.GetText("reason") ?? "", frozen.GetText("by") ?? "", WireTime.ParseOrEpoch(frozen.GetText("at")))
            : null;

    public static DatasetBody Of(Dataset dataset) =>
        Parsed.GetValue(dataset.Info, static info => new DatasetBody(info));

    /// <summary>A new dataset's body.</summary>
    public static JsonObject Create(string author, DateTimeOffset now, JsonNode? recipes, bool isSystem = false)
    {
        var time = WireTime.Format(now);
        var body = new JsonObject
        {
            ["creator"] = author,
            ["createdAt"] = time,
            ["updatedAt"] = time,
            ["updatedBy"] = author,
            ["metadata"] = new JsonObject { ["system"] = new JsonObject { ["recipes"] = recipes ?? new JsonArray() } },
        };
        if (isSystem)
        {
            body["isSystem"] = true;
        }

        return body;
    }

    public static JsonArray WriteOrigins(IEnumerable<DatasetOrigin> origins) => [.. origins.Select(o => new JsonObject
    {
        ["dataset"] = o.Version.Dataset.Value,
        ["sequence"] = o.Version.Sequence,
        ["below"] = o.Below,
    })];

    /// <summary>Edits the body durably, the newest state in hand.</summary>
    public static Task UpdateAsync(Dataset dataset, Action<JsonObject> edit, string? name = null) =>
        dataset.UpdateInfoAsync(info =>
    {
        var body = JsonBytes.Parse(info.Body);
        edit(body);
        return info with { Name = name ?? info.Name, Body = JsonBytes.Write(body) };
    });

    private static DatasetOrigin ReadOrigin(JsonElement origin) => new(
        new CommitId(
            new DatasetOrdinal(origin.GetProperty("dataset").GetInt64()), origin.GetProperty("sequence").GetInt64()),
        origin.GetProperty("below").GetInt64());
}
