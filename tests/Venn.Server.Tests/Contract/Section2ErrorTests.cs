using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Contract;

/// <summary>Section 2 of the wire's contract: statuses by situation, and the one body of every error.</summary>
public sealed class Section2ErrorTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("DELETE", "/items/Some_id", 400)]
    [InlineData("GET", "/ontologies/some_id", 400)]
    [InlineData("DELETE", "/ontologies/some_id", 400)]
    [InlineData("GET", "/annotations/some_id", 400)]
    [InlineData("GET", "/datasets/some_ID", 404)]
    [InlineData("GET", "/annotationtasks/111111111111", 404)]
    [InlineData("GET", "/projects/no such project/name", 404)]
    [InlineData("GET", "/no/such/route", 404)]
    [InlineData("GET", "/services/65f000000000000000000001", 404)]
    [InlineData("GET", "/compositions/65f000000000000000000001", 404)]
    public async Task Status_OfASituation_Table(string method, string path, int status)
    {
        var answer = await fixture.Server.ClientOf().SendAsync(new HttpMethod(method), path);

        Assert.Equal(status, (int)answer.Status);
        Assert.Equal("error message path requestId status", answer.Keys);
        Assert.Equal(status, answer["status"]!.GetValue<int>());
    }

    [Fact]
    public async Task Names_TakenOrIllegal_Are400()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var name = ServerFixture.NewName("taken");
        await world.Client.CreateProjectAsync(name);

        var project = await world.Client.PostTextAsync("/projects", $"name={Uri.EscapeDataString(name)}", "application/x-www-form-urlencoded");
        var illegal = await world.Client.PostTextAsync("/projects", "name=a%2Fb%22", "application/x-www-form-urlencoded");
        var dataset = await world.Client.PostAsync("/datasets", new JsonObject { ["name"] = "data", ["projects"] = new JsonArray(world.ProjectId) });
        var other = await world.CreateDatasetAsync("other");
        var renamed = await world.Client.PatchAsync($"/datasets/{other}", new JsonObject { ["name"] = "data" });

        Assert.Equal(HttpStatusCode.BadRequest, project.Status);
        Assert.Contains("Failed to create project", project.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, illegal.Status);
        Assert.Equal(HttpStatusCode.BadRequest, dataset.Status);
        Assert.Equal(HttpStatusCode.BadRequest, renamed.Status);
    }

    [Fact]
    public async Task Unlock_OfWhatIsNotLocked_Is400InTheseWords()
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        var answer = await world.Client.PatchAsync($"/datasets/{world.DatasetId}/unlock");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("dataset is not locked", answer.Message, StringComparison.Ordinal);
    }

    /// <summary>A clone to a name in use is taken, and fails when it is polled: a client takes a failure in the first answer for success.</summary>
    [Fact]
    public async Task Clone_ToANameInUse_IsACommandThatEndsFailed()
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        var first = await world.Client.PostAsync($"/datasets/{world.DatasetId}/clone", new JsonObject { ["name"] = "data" });
        var end = await world.FinishAsync(first);

        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.NotEqual("failed", first["status"]!.GetValue<string>());
        Assert.Equal("failed", end["status"]!.GetValue<string>());
        Assert.Contains("Dataset with the same name already exists", end["error"]!.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Gone is gone: 404 for what was deleted.</summary>
    [Fact]
    public async Task Get_AfterDelete_Is404()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        var annotation = (await world.AnnotateAsync(item, "x"))[0]!["id"]!.GetValue<string>();
        (await world.Client.DeleteAsync($"/annotations/{annotation}", new JsonObject { ["username"] = "x" })).ExpectOk();
        (await world.Client.DeleteAsync($"/items/{item}")).ExpectOk();

        (await world.Client.GetAsync($"/annotations/{annotation}")).Expect(HttpStatusCode.NotFound);
        (await world.Client.GetAsync($"/items/{item}")).Expect(HttpStatusCode.NotFound);
        (await world.Client.DeleteAsync($"/datasets/{world.DatasetId}")).ExpectOk();
        (await world.GetDatasetAsync()).Expect(HttpStatusCode.NotFound);
    }
}
