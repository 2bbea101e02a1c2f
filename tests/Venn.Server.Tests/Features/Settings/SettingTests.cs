using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Settings;

public sealed class SettingTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly ApiClient client = fixture.Server.ClientOf();

    [Fact]
    public async Task Setting_CreateQueryResolveDelete_RoundTrips()
    {
        var project = await client.CreateProjectAsync(ServerFixture.NewName("settings"));
        var created = (await client.PostAsync("/settings", Setting(project, "string", "dark"))).ExpectOk();

        var found = await client.PostAsync("/settings/query", JsonNode.Parse(
            $$"""{"filter":{"$and":[{"scope.id":"{{project}}"}]},"sort":{"ascending":"ascending"},"resource":"setting"}"""));
        var resolved = await client.PostAsync("/settings/resolve", new JsonObject { ["userId"] = TestServer.Owner, ["projectId"] = project });
        (await client.PatchAsync($"/settings/{created.Id}", new JsonObject { ["value"] = "light" })).ExpectOk();

        Assert.Equal(created.Id, Assert.Single(found.ExpectOk()["items"]!.AsArray())!["id"]!.GetValue<string>());
        Assert.Equal("dark", Assert.Single(resolved.ExpectOk().Json!.AsArray())!["value"]!.GetValue<string>());
        Assert.Equal("light", (await client.GetAsync($"/settings/{created.Id}"))["value"]!.GetValue<string>());
        (await fixture.Server.ClientOf(ServerFixture.NewEmail("stranger")).GetAsync($"/settings/{created.Id}")).Expect(HttpStatusCode.NotFound);
        (await client.DeleteAsync($"/settings/{created.Id}")).ExpectOk();
        (await client.GetAsync($"/settings/{created.Id}")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Create_ValueOfAnotherType_Is400InTheWordsOfTheWire()
    {
        var project = await client.CreateProjectAsync(ServerFixture.NewName("settings"));

        Assert.Equal(
            "Invalid input specified, Incorrect value type passed - Passed boolean Expected string",
            (await client.PostAsync("/settings", Setting(project, "string", true))).Expect(HttpStatusCode.BadRequest).Message);
    }

    private static JsonObject Setting(string project, string type, JsonNode value) => new()
    {
        ["name"] = "theme", ["value"] = value, ["valueType"] = type,
        ["scope"] = new JsonObject { ["type"] = "project", ["id"] = project, ["role"] = "all", ["preventOverride"] = false, ["visible"] = true },
    };
}
