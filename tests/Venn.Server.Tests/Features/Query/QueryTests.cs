using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Query;

/// <summary>DQL over HTTP, on one dataset of known content.</summary>
public sealed class QueryTests(QueryTests.World shared) : IClassFixture<QueryTests.World>
{
    [Theory]
    [InlineData("{}", "/1 /1/2 /1/2/d.txt /1/b.jpg /1/c.txt /a.txt")]
    [InlineData("""{"type": "file"}""", "/1/2/d.txt /1/b.jpg /1/c.txt /a.txt")]
    [InlineData("""{"dir": "/1"}""", "/1/2 /1/b.jpg /1/c.txt")]
    [InlineData("""{"filename": "/1/**"}""", "/1/2 /1/2/d.txt /1/b.jpg /1/c.txt")]
    [InlineData("""{"filename": "/*", "type": "dir"}""", "/1 /1/2")]
    [InlineData("""{"name": "?.txt"}""", "/1/2/d.txt /1/c.txt /a.txt")]
    [InlineData("""{"$or": [{"dir": "/"}, {"dir": "/1/*"}], "type": "file"}""", "/1/2/d.txt /a.txt")]
    [InlineData("""{"metadata.system.mimetype": "image*"}""", "/1/b.jpg")]
    [InlineData("""{"metadata.user.n": {"$gt": 1}}""", "/1/b.jpg /1/c.txt")]
    [InlineData("""{"metadata.user.n": "2"}""", "/1/b.jpg")]
    [InlineData("""{"metadata": {"user.n": {"$lte": 2}}}""", "/1/b.jpg /a.txt")]
    [InlineData("""{"metadata.user.n": {"$ne": 1}, "type": "file"}""", "/1/2/d.txt /1/b.jpg /1/c.txt")]
    [InlineData("""{"metadata.user.n": null, "type": "file"}""", "/1/2/d.txt")]
    [InlineData("""{"metadata.user.n": {"$exists": true}}""", "/1/b.jpg /1/c.txt /a.txt")]
    [InlineData("""{"metadata.user.list": "x"}""", "/1/c.txt /a.txt")]
    [InlineData("""{"metadata.user.list": ["y", "x"]}""", "/a.txt")]
    [InlineData("""{"metadata.user.list": ["x"]}""", "/1/c.txt")]
    [InlineData("""{"metadata.user.list": [], "type": "file"}""", "/1/2/d.txt /1/b.jpg")]
    [InlineData("""{"metadata.user.list": {"$nin": ["y"]}, "type": "file"}""", "/1/2/d.txt /1/b.jpg /1/c.txt")]
    [InlineData("""{"metadata.user.word": ["red", "blue"]}""", "/1/b.jpg /1/c.txt")]
    [InlineData("""{"metadata.user.objects": {"$match": {"k": "a", "v": 1}}}""", "/a.txt")]
    [InlineData("""{"metadata.user.objects": {"$match": {"k": "a", "v": 2}}}""", "")]
    [InlineData("""{"metadata.user.objects.k": "b"}""", "/a.txt")]
    [InlineData("""{"metadata.spe-cial.ke_ys": "x y"}""", "/1/2/d.txt")]
    [InlineData("""{"metadata.system.size": {"$gte": 10}}""", "/1/2/d.txt")]
    [InlineData("""{"createdAt": {"$gt": "2020-01-01T00:00:00"}, "type": "dir"}""", "/1 /1/2")]
    [InlineData("""{"createdAt": {"$lt": "2020-01-01"}}""", "")]
    [InlineData("""{"createdAt": "20*", "type": "dir"}""", "/1 /1/2")]
    [InlineData("""{"annotated": true}""", "/1/b.jpg /a.txt")]
    [InlineData("""{"annotationsCount": {"$gt": 1}}""", "/a.txt")]
    [InlineData("""{"hidden": true}""", "")]
    [InlineData("""{"collections0": {"$exists": false}, "type": "dir"}""", "/1 /1/2")]
    public async Task Items_Table(string filter, string expected) => Assert.Equal(expected, await shared.FindAsync(filter));

    [Theory]
    [InlineData("""{"label": "car"}""", "/1/b.jpg /a.txt")]
    [InlineData("""{"label": {"$ne": "car"}}""", "/a.txt")]
    [InlineData("""{"label": "dog", "metadata.system.attributes.1": "red"}""", "/a.txt")]
    [InlineData("""{"label": "car", "metadata.system.attributes.1": "red"}""", "")]
    [InlineData("""{"$or": [{"label": "dog"}, {"label": "x"}]}""", "/a.txt")]
    [InlineData("""{}""", "/1/b.jpg /a.txt")]
    public async Task Items_JoinedWithAnnotations_Table(string join, string expected) => Assert.Equal(
        expected,
        await shared.FindAsync("{}", $$$""", "join": {"on": {"resource": "annotations", "local": "itemId", "forigen": "id"}, "filter": {{{join}}}}"""));

    [Theory]
    [InlineData("""{"label": "car"}""", "", "car car")]
    [InlineData("""{"type": {"$in": ["box"]}}""", "", "car car dog")]
    [InlineData("""{}""", """, "join": {"on": {"resource": "items"}, "filter": {"dir": "/"}}""", "car dog")]
    public async Task Annotations_Table(string filter, string more, string expected) => Assert.Equal(
        expected, await shared.Value.ValuesAsync(filter, "label", resource: "annotations", more: more + """, "sort": {"label": "ascending"}"""));

    [Theory]
    [InlineData("""{"name": "ascending"}""", "a.txt b.jpg c.txt d.txt")]
    [InlineData("""{"name": "descending"}""", "d.txt c.txt b.jpg a.txt")]
    [InlineData("""{"dir": "descending", "name": "descending"}""", "d.txt c.txt b.jpg a.txt")]
    [InlineData("""{"metadata.user.n": "descending"}""", "c.txt b.jpg a.txt d.txt")]
    [InlineData("""{"createdAt": "descending"}""", "d.txt c.txt b.jpg a.txt")]
    [InlineData("""{"ascending": "ascending"}""", "a.txt b.jpg c.txt d.txt")]
    public async Task Sort_Table(string sort, string expected) => Assert.Equal(
        expected, await shared.Value.ValuesAsync("""{"type": "file"}""", "name", more: $$$""", "sort": {{{sort}}}"""));

    [Fact]
    public async Task Paging_ByNumberAndByKey_SeesEachOnce()
    {
        var byNumber = new List<string>();
        for (var page = 0; page < 3; page++)
        {
            var answer = await shared.Value.QueryAsync("{}", more: $$""", "page": {{page}}, "pageSize": 2""");
            Assert.Equal((6, 3, page < 2), (answer["totalItemsCount"]!.GetValue<int>(), answer["totalPagesCount"]!.GetValue<int>(), answer["hasNextPage"]!.GetValue<bool>()));
            byNumber.AddRange(answer["items"]!.AsArray().Select(i => i!["id"]!.GetValue<string>()));
        }

        var byKey = new List<string>();
        for (var (last, more) = ("", true); more;)
        {
            var filter = last.Length == 0 ? "{}" : $$$"""{"$and": [{"id": {"$gt": "{{{last}}}"}}]}""";
            var answer = await shared.Value.QueryAsync(filter, more: """, "page": 0, "pageSize": 2, "sort": {"id": "ascending"}""");
            byKey.AddRange(answer["items"]!.AsArray().Select(i => i!["id"]!.GetValue<string>()));
            (last, more) = (byKey[^1], answer["hasNextPage"]!.GetValue<bool>());
        }

        Assert.Equal(6, byNumber.Distinct().Count());
        Assert.Equal(byNumber, byKey);
    }

    [Fact]
    public async Task PageSizeZero_CountsAlone()
    {
        var answer = await shared.Value.QueryAsync("{}", more: """, "pageSize": 0""");

        Assert.Equal("""{"totalItemsCount":6,"totalPagesCount":0,"hasNextPage":false,"items":[]}""", answer.Text);
    }

    [Fact]
    public async Task BulkUpdate_AllMatches_SystemNeedsSystemSpace()
    {
        var world = await DatasetWorld.CreateAsync(shared.Fixture);
        for (var i = 0; i < 5; i++)
        {
            await world.AddFileAsync($"/{i}.txt", metadata: """{"user": {"old": 1}}""");
        }

        const string Update = """, "page": 0, "pageSize": 2, "update": {"metadata": {"user": {"new": 2, "old": null}, "system": {"x": 1}}}""";
        var answer = await world.QueryAsync("""{"type": "file"}""", more: Update);
        var without = await world.ValuesAsync("""{"metadata.user.new": 2, "metadata.user.old": null, "metadata.system.x": null}""", "name");
        await world.QueryAsync("""{"type": "file"}""", more: Update + """, "systemSpace": true""");

        Assert.Equal(5, answer["totalItemsCount"]!.GetValue<int>());
        Assert.Equal("0.txt 1.txt 2.txt 3.txt 4.txt", without);
        Assert.Equal(5, (await world.QueryAsync("""{"metadata.system.x": 1}"""))["totalItemsCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task BulkDelete_AllMatches_AreGoneAtOnce()
    {
        var world = await DatasetWorld.CreateAsync(shared.Fixture);
        for (var i = 0; i < 5; i++)
        {
            await world.AddFileAsync($"/d/{i}.txt");
        }

        await world.QueryAsync("""{"type": "file", "name": {"$ne": "3.txt"}}""", more: """, "delete": true""");

        Assert.Equal("/d /d/3.txt", await world.ValuesAsync("{}"));
    }

    [Fact]
    public async Task References_CreateAndDelete_ChangeTheItems()
    {
        var world = await DatasetWorld.CreateAsync(shared.Fixture);
        await world.AddFileAsync("/a.txt");
        const string Refs = """ "refs": [{"type": "task", "id": "t1"}, {"type": "assignment", "id": "a1"}]}""";

        await world.QueryAsync("{}", more: $$""", "references": {"operation": "create", {{Refs}}""");
        await world.QueryAsync("{}", more: $$""", "references": {"operation": "create", {{Refs}}""");
        var with = await world.QueryAsync("""{"metadata.system.refs.id": "t1"}""");
        await world.QueryAsync("{}", more: $$""", "references": {"operation": "delete", {{Refs}}""");

        Assert.Equal(2, with["items"]![0]!["metadata"]!["system"]!["refs"]!.AsArray().Count);
        Assert.Equal("/a.txt", await world.ValuesAsync("""{"metadata.system.refs.type": {"$ne": "task"}}"""));
    }

    /// <summary>A dataset that the tests read and do not change.</summary>
    public sealed class World : IAsyncLifetime
    {
        public ServerFixture Fixture { get; } = new();

        public DatasetWorld Value { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await Fixture.InitializeAsync();
            Value = await DatasetWorld.CreateAsync(Fixture);
            var a = await Value.AddFileAsync(
                "/a.txt", "a", """{"user": {"n": 1, "list": ["x", "y"], "objects": [{"k": "a", "v": 1}, {"k": "b", "v": 2}]}}""");
            var b = await Value.AddFileAsync("/1/b.jpg", "b", """{"user": {"n": 2, "word": "red"}}""");
            await Value.AddFileAsync("/1/c.txt", "c", """{"user": {"n": 3.5, "list": ["x"], "word": "blue"}}""");
            await Value.AddFileAsync("/1/2/d.txt", "ten bytes!", """{"spe-cial": {"ke_ys": "x y"}}""");
            await Value.AnnotateAsync(a, "car");
            await Value.AnnotateAsync(b, "car");
            var dog = DatasetWorld.Box("dog").AsObject();
            dog["metadata"] = JsonNode.Parse("""{"system": {"attributes": {"1": "red"}}}""");
            (await Value.Client.PostAsync($"/items/{a}/annotations", new JsonArray(dog))).ExpectOk();
        }

        public ValueTask DisposeAsync() => Fixture.DisposeAsync();

        public async Task<string> FindAsync(string filter, string more = "") =>
            await Value.ValuesAsync(filter, more: more + """, "sort": {"filename": "ascending"}""");
    }
}
