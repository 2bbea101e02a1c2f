using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Versions;

/// <summary>Calls that the tests of history share.</summary>
internal static class HistoryWorld
{
    public static async Task<string> HeadAsync(this DatasetWorld world, string? dataset = null) =>
        (await world.LogAsync(dataset))[0]!["id"]!.GetValue<string>();

    public static async Task<JsonArray> LogAsync(this DatasetWorld world, string? dataset = null) =>
        (await world.Client.GetAsync($"/datasets/{dataset ?? world.DatasetId}/commits")).ExpectOk()["items"]!.AsArray();

    public static async Task SetAsync(this DatasetWorld world, string item, string key, JsonNode? value) =>
        (await world.Client.PatchAsync($"/items/{item}", new JsonObject
        {
            ["metadata"] = new JsonObject { ["user"] = new JsonObject { [key] = value } },
        })).ExpectOk();

    public static async Task<JsonNode?> ReadAsync(this DatasetWorld world, string item, string key, string at = "") =>
        (await world.Client.GetAsync($"/items/{item}{at}")).ExpectOk()["metadata"]?["user"]?[key];

    /// <summary>The id that an item of one dataset has in a clone.</summary>
    public static string In(string item, string dataset) => dataset[..10] + item[10..];

    public static JsonObject From(string dataset, string policy = "fail", params IEnumerable<JsonObject> choices) => new()
    {
        ["from"] = new JsonArray(new JsonObject { ["datasetId"] = dataset }),
        ["policy"] = policy,
        ["choices"] = new JsonArray([.. choices.Select(c => c.DeepClone())]),
    };

    /// <summary>An item edited differently in a dataset and its clone.</summary>
    public static async Task<(DatasetWorld World, string Clone, string Item)> ConflictAsync(ServerFixture fixture)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt", metadata: """{"user": {"k": 0, "left": 0, "right": 0}}""");
        var clone = await world.CloneAsync("clone");
        await world.SetAsync(item, "k", 1);
        await world.SetAsync(item, "left", 1);
        await world.SetAsync(In(item, clone), "k", 2);
        await world.SetAsync(In(item, clone), "right", 2);
        return (world, clone, item);
    }
}
