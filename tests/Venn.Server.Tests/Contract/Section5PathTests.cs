using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Contract;

/// <summary>
/// Sections 5.6 to 5.8 of the wire's contract: directories and wildcards, joins and orders, on a dataset of the acceptance suite's
/// proportions: 36 files, of which 12 have one annotation.
/// </summary>
public sealed class Section5PathTests(Section5PathTests.World shared) : IClassFixture<Section5PathTests.World>
{
    private const string OnAnnotations = """{"resource": "annotations", "local": "itemId", "forigen": "id"}""";

    [Theory]
    [InlineData("""{"dir": "/"}""", 3)]
    [InlineData("""{"dir": "/dir1"}""", 3)]
    [InlineData("""{"filename": "/dir1/**"}""", 6)]
    [InlineData("""{"filename": "/dir1/*"}""", 6)]
    [InlineData("""{"filename": "/**"}""", 36)]
    [InlineData("""{"filename": "/*"}""", 36)]
    [InlineData("""{"filename": "/dir1/dir2/*"}""", 3)]
    [InlineData("""{"$or": [{"dir": "/dir1"}, {"dir": "/dir1/*"}]}""", 6)]
    [InlineData("""{"filename": {"$in": ["/dir1/**", "/dir10/**"]}}""", 9)]
    [InlineData("""{"filename": "/dir1"}""", 0)]
    [InlineData("""{"filename": "/dir1/dir2/0.jpg"}""", 1)]
    [InlineData("""{"filename": "*/0.jpg"}""", 12)]
    [InlineData("""{"dir": "/dir?0"}""", 3)]
    [InlineData("""{"dir": "/DIR1"}""", 0)]
    public async Task Files_ByPath_Table(string filter, int expected) =>
        Assert.Equal(expected, await CountAsync($$"""{"$and": [{"hidden": false}, {"type": "file"}, {{filter}}]}"""));

    /// <summary>The lookups of directories that precede a move.</summary>
    [Theory]
    [InlineData("/dir1", 1)]
    [InlineData("/dir1/dir2", 1)]
    [InlineData("/dir1/", 0)]
    [InlineData("/dir2", 0)]
    [InlineData("/deep/a/b/c/d", 1)]
    public async Task Directory_ByFilename_Table(string filename, int expected) =>
        Assert.Equal(expected, await CountAsync($$"""{"$and": [{"type": "dir"}, {"filename": "{{filename}}"}]}"""));

    /// <summary>An item matches when one single annotation does; one without annotations never does.</summary>
    [Theory]
    [InlineData("""{"type": {"$ne": "box"}}""", OnAnnotations, 9)]
    [InlineData("""{"type": "box"}""", OnAnnotations, 3)]
    [InlineData("""{"$and": [{"type": "class"}, {"label": "l1"}]}""", OnAnnotations, 3)]
    [InlineData("""{"$and": [{"type": "box"}, {"label": "l1"}]}""", OnAnnotations, 0)]
    [InlineData("""{"$or": [{"type": "box"}, {"label": "l1"}]}""", OnAnnotations, 6)]
    [InlineData("""{"label": "nothing"}""", OnAnnotations, 0)]
    [InlineData("""{"label": {"$ne": "nothing"}}""", OnAnnotations, 12)]
    [InlineData("{}", OnAnnotations, 12)]
    [InlineData("""{"type": "box"}""", null, 3)]
    public async Task Items_JoinedWithAnnotations_Table(string join, string? on, int expected)
    {
        var place = on is null ? "" : $$""" "on": {{on}},""";
        Assert.Equal(expected, await CountAsync("""{"$and": [{"type": "file"}, {"filename": "/*"}]}""", $$""", "join": {{{place}} "filter": {{join}} }"""));
    }

    [Theory]
    [InlineData("""{"dir": "/"}""", 3)]
    [InlineData("""{"filename": "/dir1/**"}""", 6)]
    [InlineData("""{"dir": "/dir10"}""", 3)]
    [InlineData("""{"dir": "/nowhere"}""", 0)]
    [InlineData("""{"metadata.user.i": {"$lt": 2}}""", 8)]
    public async Task Annotations_JoinedWithItems_Table(string join, int expected) => Assert.Equal(expected, await CountAsync(
        "{}", $$""", "join": {"on": {"resource": "items", "local": "id", "forigen": "itemId"}, "filter": {{join}} }""", "annotations"));

    /// <summary>5.8: primary first, names by their code points, nothing before something, the id last; what is no field orders nothing.</summary>
    [Theory]
    [InlineData("""{"name": "ascending"}""", "name", false)]
    [InlineData("""{"name": "descending"}""", "name", true)]
    [InlineData("""{"filename": "ascending"}""", "filename", false)]
    [InlineData("""{"filename": "descending"}""", "filename", true)]
    [InlineData("""{"dir": "ascending", "name": "ascending"}""", "dir name", false)]
    [InlineData("""{"createdAt": "ascending", "id": "ascending"}""", "createdAt id", false)]
    [InlineData("""{"createdAt": "descending", "id": "descending"}""", "createdAt id", true)]
    [InlineData("""{"id": "descending"}""", "id", true)]
    [InlineData("""{"no.such.field": "ascending"}""", "id", false)]
    [InlineData("""{"name": "sideways"}""", "id", false)]
    [InlineData(null, "id", false)]
    public async Task Order_Table(string? sort, string keys, bool descending)
    {
        var order = sort is null ? "" : $$""", "sort": {{sort}}""";

        var items = (await shared.Value.QueryAsync("""{"type": "file"}""", more: order))["items"]!.AsArray();

        var found = items.Select(item => string.Join('\u0001', keys.Split(' ').Select(key => item![key]!.GetValue<string>()))).ToList();
        var expected = found.Order(StringComparer.Ordinal).ToList();
        Assert.Equal(descending ? Enumerable.Reverse(expected) : expected, found);
        Assert.Equal(36, items.Select(item => item!["id"]!.GetValue<string>()).Distinct().Count());
    }

    /// <summary>Equal values stand in the order of ids, so that pages by number neither repeat nor lose one.</summary>
    [Fact]
    public async Task Order_OfEqualValues_IsById()
    {
        var ids = (await shared.Value.ValuesAsync("""{"type": "file"}""", "id", more: """, "sort": {"type": "ascending"}""")).Split(' ');
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    /// <summary>What has no such member comes first when ascending.</summary>
    [Fact]
    public async Task Order_ByMetadata_HasTheMissingAtTheBeginning()
    {
        var items = (await shared.Value.QueryAsync("""{"dir": "/dir1*"}""", more: """, "sort": {"metadata.user.i": "ascending"}"""))["items"]!.AsArray();
        var values = items.Select(item => item!["metadata"]!["user"]?["i"]?.GetValue<int>() ?? -1).ToList();
        Assert.Contains(-1, values);
        Assert.Equal(values.Order(), values);
    }

    /// <summary>A page is cut at a thousand, whatever is asked for.</summary>
    [Fact]
    public async Task PageSize_AboveTheMost_IsAnswered()
    {
        var answer = await shared.Value.QueryAsync("""{"type": "file"}""", more: """, "pageSize": 100000""");
        Assert.Equal((36, 1, false), (
            answer["items"]!.AsArray().Count, answer["totalPagesCount"]!.GetValue<int>(), answer["hasNextPage"]!.GetValue<bool>()));
    }

    private async Task<int> CountAsync(string filter, string more = "", string resource = "items") =>
        (await shared.Value.QueryAsync(filter, resource: resource, more: """, "pageSize": 0""" + more))["totalItemsCount"]!.GetValue<int>();

    /// <summary>Twelve directories of three files; in the first four of them each file has one annotation, a box in the root's.</summary>
    public sealed class World : IAsyncLifetime
    {
        private static readonly string[] Directories =
            ["", "/dir1", "/dir1/dir2", "/dir10", "/deep/a/b/c/d", "/r1", "/r2", "/r3", "/r4", "/r5", "/r6/x", "/r6/y"];

        private readonly ServerFixture fixture = new();

        public DatasetWorld Value { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await fixture.InitializeAsync();
            Value = await DatasetWorld.CreateAsync(fixture);
            for (var directory = 0; directory < Directories.Length; directory++)
            {
                for (var i = 0; i < 3; i++)
                {
                    var id = await Value.AddFileAsync($"{Directories[directory]}/{i}.jpg", $"{directory} {i}", $$"""{"user": {"i": {{i}} } }""");
                    if (directory < 4)
                    {
                        (await Value.Client.PostTextAsync($"/items/{id}/annotations", directory == 0
                            ? """{"type": "box", "label": "l0", "coordinates": [{"x": 1, "y": 1}, {"x": 2, "y": 2}]}"""
                            : $$"""{"type": "class", "label": "l{{directory}}"}""")).ExpectOk();
                    }
                }
            }
        }

        public ValueTask DisposeAsync() => fixture.DisposeAsync();
    }
}
