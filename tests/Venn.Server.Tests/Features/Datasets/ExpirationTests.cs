using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Venn.Server.Features.Datasets;
using Venn.Server.Tests.Hosting;
using Venn.TestKit.Simulation;

namespace Venn.Server.Tests.Features.Datasets;

public sealed class ExpirationTests : IAsyncLifetime
{
    private readonly ManualClock clock = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private TestServer server = null!;
    private ApiClient client = null!;
    private string project = "";

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync(configure: options => options with { Clock = clock });
        client = server.ClientOf();
        project = await client.CreateProjectAsync("expiring");
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Items_PastTheDays_VanishByTheClockAsOneCommit()
    {
        var dataset = await CreateAsync("""{"itemMaxDays":2}""");
        var kept = await CreateAsync(null);
        await AddAsync(dataset, "/d/old.txt", "/d/older.txt");
        await AddAsync(kept, "/old.txt");
        Advance(TimeSpan.FromDays(1));
        await AddAsync(dataset, "/d/young.txt");

        Advance(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(2));
        await SettleAsync();
        Assert.Equal("/d/old.txt /d/older.txt /d/young.txt", await ListAsync(dataset));

        Advance(TimeSpan.FromMinutes(3));
        await WaitAsync(async () => await ListAsync(dataset) == "/d/young.txt");
        Assert.Equal("/old.txt", await ListAsync(kept));
        var commit = (await client.GetAsync($"/datasets/{dataset}/commits")).ExpectOk()["items"]![0]!;
        Assert.Equal(("expire", ExpirationSweep.Author), (commit["operation"]!.GetValue<string>(), commit["author"]!.GetValue<string>()));
        Assert.Equal("/d/old.txt /d/older.txt /d/young.txt", await ListAsync(dataset, commit["parents"]![0]!.GetValue<string>()));
        Assert.Equal(1, (await client.GetAsync($"/datasets/{dataset}"))["itemsCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task Sweep_NothingDue_MakesNoCommit()
    {
        var dataset = await CreateAsync("""{"itemMaxDays":2}""");
        await AddAsync(dataset, "/a.txt");
        var before = await CountCommitsAsync(dataset);

        Assert.Equal(0, await SettleAsync());

        Assert.Equal(before, await CountCommitsAsync(dataset));
    }

    [Fact]
    public async Task Sweep_FrozenDataset_WaitsUntilItMayBeWritten()
    {
        var dataset = await CreateAsync("""{"itemMaxDays":1}""");
        await AddAsync(dataset, "/a.txt");
        (await client.PostAsync($"/datasets/{dataset}/freeze", new JsonObject { ["reason"] = "audit" })).ExpectOk();
        Advance(TimeSpan.FromDays(2));
        Assert.Equal(0, await SettleAsync());
        Assert.Equal("/a.txt", await ListAsync(dataset));

        (await client.PostAsync($"/datasets/{dataset}/unfreeze")).ExpectOk();
        await SettleAsync();

        Assert.Equal("", await ListAsync(dataset));
    }

    [Fact]
    public async Task Options_SetLaterAndEndedWithZero_AreGivenBackOnlyWhileTheyHold()
    {
        var dataset = await CreateAsync(null);
        Assert.False((await client.GetAsync($"/datasets/{dataset}")).Json!.AsObject().ContainsKey("expirationOptions"));

        var set = await PatchAsync(dataset, """{"expirationOptions":{"itemMaxDays":30}}""");
        var unknown = await PatchAsync(dataset, """{"expirationOptions":null}""");
        var ended = await PatchAsync(dataset, """{"expirationOptions":{"itemMaxDays":0}}""");

        Assert.Equal("""{"itemMaxDays":30}""", set.ExpectOk()["expirationOptions"]!.ToJsonString());
        Assert.Equal("""{"itemMaxDays":30}""", unknown.ExpectOk()["expirationOptions"]!.ToJsonString());
        Assert.False(ended.ExpectOk().Json!.AsObject().ContainsKey("expirationOptions"));
    }

    [Theory]
    [InlineData("""{"itemMaxDays":-1}""")]
    [InlineData("""{"itemMaxDays":1.5}""")]
    [InlineData("""{"itemMaxDays":"7"}""")]
    [InlineData("""{"itemMaxDays":1e9}""")]
    [InlineData("7")]
    public async Task Options_ThatAreNoRule_Are400ThatNamesTheField(string options)
    {
        var dataset = await CreateAsync(null);

        var patched = await PatchAsync(dataset, $$"""{"expirationOptions":{{options}} }""");
        var created = await client.PostAsync("/datasets", Body(options));

        Assert.All([patched, created], answer =>
            Assert.Contains(options[0] == '7' ? "expirationOptions" : "itemMaxDays", answer.Expect(HttpStatusCode.BadRequest).Message, StringComparison.Ordinal));
    }

    /// <summary>Tokens end with the clock's time too: a client of the new time.</summary>
    private void Advance(TimeSpan by)
    {
        clock.Advance(by);
        client = server.ClientOf();
    }

    private Task<long> SettleAsync() => server.Services.GetRequiredService<ExpirationSweep>().SweepAsync();

    private static async Task WaitAsync(Func<Task<bool>> isDone)
    {
        for (var tries = 0; !await isDone(); tries++)
        {
            Assert.True(tries < 400, "The timer of the sweep did not remove what was due.");
            await Task.Delay(25);
        }
    }

    private JsonObject Body(string? options)
    {
        var body = new JsonObject { ["name"] = ServerFixture.NewName("data"), ["projects"] = new JsonArray(project) };
        if (options is not null)
        {
            body["expirationOptions"] = JsonNode.Parse(options);
        }

        return body;
    }

    private async Task<string> CreateAsync(string? options) => (await client.PostAsync("/datasets", Body(options))).ExpectOk().Id;

    private Task<ApiAnswer> PatchAsync(string dataset, string patch) => client.PatchAsync($"/datasets/{dataset}", JsonNode.Parse(patch));

    private async Task AddAsync(string dataset, params string[] paths)
    {
        foreach (var path in paths)
        {
            using var form = new MultipartFormDataContent
            {
                { new StringContent("file"), "type" }, { new StringContent(path), "path" }, { new ByteArrayContent([1]), "file", "x.txt" },
            };
            (await client.SendAsync(HttpMethod.Post, $"/datasets/{dataset}/items?mode=skip", form)).ExpectOk();
        }
    }

    private async Task<string> ListAsync(string dataset, string? at = null)
    {
        var path = $"/datasets/{dataset}/query" + (at is null ? "" : $"?at={at}");
        var found = (await client.PostTextAsync(path, """{"filter":{"type":"file"},"resource":"items"}""")).ExpectOk();
        return string.Join(' ', found["items"]!.AsArray().Select(item => item!["filename"]!.GetValue<string>()));
    }

    private async Task<int> CountCommitsAsync(string dataset) =>
        (await client.GetAsync($"/datasets/{dataset}/commits")).ExpectOk()["totalItemsCount"]!.GetValue<int>();
}
