using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Versions;

public sealed class HistoryTravelTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task At_ACommit_EveryReadShowsThatState()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/d/a.txt", "one", """{"user": {"k": 1}}""");
        var annotation = (await world.AnnotateAsync(item, "old"))[0]!["id"]!.GetValue<string>();
        var at = "?at=" + await world.HeadAsync();
        (await world.Client.PutAsync($"/annotations/{annotation}", new JsonObject { ["label"] = "new" })).ExpectOk();
        (await world.UploadAsync("/d/a.txt", "two"u8.ToArray(), mode: "overwrite")).ExpectOk();
        await world.SetAsync(item, "k", 2);
        await world.AnnotateAsync(item, "more");
        await world.AddFileAsync("/e/b.txt");

        Assert.Equal(1, (await world.ReadAsync(item, "k", at))!.GetValue<int>());
        Assert.Equal("one", (await world.Client.GetAsync($"/items/{item}/stream{at}")).Text);
        Assert.Equal("two", (await world.Client.GetAsync($"/items/{item}/stream")).Text);
        Assert.Equal("old", (await world.Client.GetAsync($"/annotations/{annotation}{at}"))["label"]!.GetValue<string>());
        Assert.Single((await world.Client.GetAsync($"/items/{item}/annotations{at}")).ExpectOk().Json!.AsArray());
        Assert.Single((await world.Client.GetAsync($"/datasets/{world.DatasetId}/items{at}")).ExpectOk()["items"]!.AsArray());
        Assert.Equal(1, (await world.GetDatasetAsync(world.DatasetId + at)).ExpectOk()["itemsCount"]!.GetValue<int>());
        var query = await world.Client.PostTextAsync(
            $"/datasets/{world.DatasetId}/query{at}", """{"resource": "items", "filter": {"metadata.user.k": 1}}""");
        Assert.Equal(1, query.ExpectOk()["totalItemsCount"]!.GetValue<int>());
        var tree = (await world.Client.GetAsync($"/datasets/{world.DatasetId}/directoryTree{at}")).ExpectOk();
        Assert.DoesNotContain("/e", tree.Text, StringComparison.Ordinal);
        var diff = (await world.Client.GetAsync($"/datasets/{world.DatasetId}/diff{at}&from=head")).ExpectOk();
        Assert.True(diff["summary"]!["items"]!["removed"]!.GetValue<int>() >= 1, diff.Text);
        var export = await world.SucceedAsync(await world.Client.PostTextAsync(
            $"/datasets/{world.DatasetId}/export{at}", """{"exportType": "json", "itemsQuery": {"filter": {"type": "file"}}}"""));
        var exported = await world.Client.GetAsync($"/items/{export["spec"]!["outputItemId"]}/stream");
        Assert.Equal("/d/a.txt", Assert.Single(JsonNode.Parse(exported.Text)!.AsArray())!["filename"]!.GetValue<string>());
        var clone = await world.SucceedAsync(await world.Client.PostAsync(
            $"/datasets/{world.DatasetId}/clone", new JsonObject { ["name"] = "then", ["at"] = at[4..] }));
        Assert.Equal("/d/a.txt", await world.ValuesAsync(
            """{"type": "file"}""", dataset: clone["spec"]!["returnedModelId"]!.GetValue<string>()));
    }

    [Fact]
    public async Task At_AnInstantOrASnapshot_IsWhatWasTheHeadThen()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt", metadata: """{"user": {"k": 1}}""");
        var created = (await world.LogAsync())[0]!["createdAt"]!.GetValue<string>();
        await Task.Delay(20, TestContext.Current.CancellationToken);
        var snapshot = (await world.Client.PostAsync(
            $"/datasets/{world.DatasetId}/snapshots", new JsonObject { ["name"] = "s" })).ExpectOk().Id;
        await world.SetAsync(item, "k", 2);

        Assert.Equal(1, (await world.ReadAsync(item, "k", $"?at={created}"))!.GetValue<int>());
        Assert.Equal(1, (await world.ReadAsync(item, "k", $"?at={snapshot}"))!.GetValue<int>());
        Assert.Equal(2, (await world.ReadAsync(item, "k", $"?at={world.DatasetId}"))!.GetValue<int>());
        Assert.Equal(2, (await world.ReadAsync(item, "k", "?at=head"))!.GetValue<int>());
    }

    [Theory]
    [InlineData("yesterday", HttpStatusCode.BadRequest)]
    [InlineData("2026-01-31", HttpStatusCode.BadRequest)]
    [InlineData("2026-01-31T12:00:00", HttpStatusCode.BadRequest)]
    [InlineData("2026-99-31T12:00:00Z", HttpStatusCode.BadRequest)]
    [InlineData("2999-01-31T12:00:00Z", HttpStatusCode.BadRequest)]
    [InlineData("1999-01-31T12:00:00Z", HttpStatusCode.NotFound)]
    [InlineData("000000000000000000009999", HttpStatusCode.NotFound)]
    [InlineData("000000099900000000000001", HttpStatusCode.NotFound)]
    public async Task At_Wrong_NamesTheReference(string reference, HttpStatusCode status)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");

        var answer = (await world.Client.GetAsync($"/items/{item}?at={reference}")).Expect(status);

        Assert.Contains(reference, answer.Message, StringComparison.Ordinal);
        Assert.StartsWith("at: ", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_AnotherDatasetsVersionOrTwo_Is400()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        var other = await world.CreateDatasetAsync("other");

        var foreign = (await world.Client.GetAsync($"/items/{item}?at={other}")).Expect(HttpStatusCode.BadRequest);
        (await world.Client.GetAsync($"/items/{item}?at=head&at=head")).Expect(HttpStatusCode.BadRequest);
        (await world.Client.GetAsync($"/datasets/{world.DatasetId}/diff?at=head&to=head")).Expect(HttpStatusCode.BadRequest);
        (await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/query?at=head", """{"filter": {}, "delete": true}"""))
            .Expect(HttpStatusCode.BadRequest);

        Assert.Contains("other", foreign.Message, StringComparison.Ordinal);
        Assert.Equal("/a.txt", await world.ValuesAsync("{}"));
    }

    [Fact]
    public async Task At_TheFutureOfAMillisecond_IsTheHeadOnceItIsThere()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/a.txt");
        await Task.Delay(5, TestContext.Current.CancellationToken);
        var now = DateTimeOffset.UtcNow.AddMilliseconds(-1).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

        var answer = (await world.GetDatasetAsync($"{world.DatasetId}?at={now}")).ExpectOk();

        Assert.Equal(1, answer["itemsCount"]!.GetValue<int>());
    }
}
