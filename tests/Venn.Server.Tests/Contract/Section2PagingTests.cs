using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Contract;

/// <summary>Section 2.5 and 5.9: the page object, by number and by key, with counts that are exact.</summary>
public sealed class Section2PagingTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string ById = """, "sort": {"id": "ascending"}""";

    [Fact]
    public async Task Page_HasExactlyItsFourKeys_AndCountsThatHold()
    {
        var world = await FilledAsync(5);

        var first = await world.QueryAsync("""{"type": "file"}""", more: """, "pageSize": 2""" + ById);
        var last = await world.QueryAsync("""{"type": "file"}""", more: """, "pageSize": 2, "page": 2""" + ById);
        var past = await world.QueryAsync("""{"type": "file"}""", more: """, "pageSize": 2, "page": 9""" + ById);

        Assert.Equal("hasNextPage items totalItemsCount totalPagesCount", first.Keys);
        Assert.Equal((5, 3, true, 2), Read(first));
        Assert.Equal((5, 3, false, 1), Read(last));
        Assert.Equal((5, 3, false, 0), Read(past));
    }

    [Fact]
    public async Task PageSize0_CountsAlone()
    {
        var world = await FilledAsync(3);
        Assert.Equal((3, 0, false, 0), Read(await world.QueryAsync("""{"type": "file"}""", more: """, "pageSize": 0""")));
    }

    /// <summary>By key the count of each page is what remains, and an exact end spares the client a request.</summary>
    [Fact]
    public async Task Keyset_VisitsEveryItemOnceInTheOrderOfIds()
    {
        var world = await FilledAsync(7);
        var seen = new List<string>();
        var last = "";
        for (var more = true; more;)
        {
            var after = last.Length == 0 ? "" : $$""", "id": {"$gt": "{{last}}"}""";
            var page = await world.QueryAsync($$"""{"type": "file"{{after}}}""", more: """, "pageSize": 3""" + ById);
            Assert.Equal(7 - seen.Count, page["totalItemsCount"]!.GetValue<int>());
            seen.AddRange(page["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
            (last, more) = (seen[^1], page["hasNextPage"]!.GetValue<bool>());
        }

        Assert.Equal(7, seen.Count);
        Assert.Equal(seen.Order(StringComparer.Ordinal), seen);
        Assert.All(seen, id => Assert.Matches("^[0-9a-f]{24}$", id));
    }

    /// <summary>A client that sorts by creation and pages by id relies on the two being one order.</summary>
    [Fact]
    public async Task CreatedAt_AscendsWithIds()
    {
        var world = await FilledAsync(6);
        var times = (await world.QueryAsync("""{"type": "file"}""", more: ById))["items"]!.AsArray()
            .Select(item => item!["createdAt"]!.GetValue<string>()).ToList();
        Assert.Equal(times.Order(StringComparer.Ordinal), times);
        Assert.All(times, time => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", time));
    }

    private async Task<DatasetWorld> FilledAsync(int count)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        for (var i = 0; i < count; i++)
        {
            await world.AddFileAsync($"/{i}.txt");
        }

        return world;
    }

    private static (int Total, int Pages, bool HasNext, int Here) Read(ApiAnswer page) => (
        page["totalItemsCount"]!.GetValue<int>(), page["totalPagesCount"]!.GetValue<int>(), page["hasNextPage"]!.GetValue<bool>(),
        page["items"]!.AsArray().Count);
}
