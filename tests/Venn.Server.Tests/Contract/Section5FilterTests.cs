using System.Globalization;
using System.Net;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Contract;

/// <summary>
/// Section 5 of the wire's contract: the forms of conditions that clients send, on one dataset of known content. What an
/// expected answer lists are names of files.
/// </summary>
public sealed class Section5FilterTests(Section5FilterTests.World shared) : IClassFixture<Section5FilterTests.World>
{
    private const string All = "a.jpg b.jpg c.txt d e.JPG";

    /// <summary>5.3: the tree.</summary>
    [Theory]
    [InlineData("{}", All)]
    [InlineData("""{"$and": []}""", All)]
    [InlineData("""{"$or": []}""", All)]
    [InlineData("""{"$and": [{}]}""", All)]
    [InlineData("""{"$and": [{"dir": "/x", "name": "a.jpg"}]}""", "a.jpg")]
    [InlineData("""{"$and": [{"dir": "/x"}], "$or": [{"name": "a.jpg"}, {"name": "d"}]}""", "a.jpg")]
    [InlineData("""{"dir": "/x", "$or": [{"name": "b.jpg"}, {"name": "d"}]}""", "b.jpg")]
    [InlineData("""{"$and": [{"$or": [{"name": "a.jpg"}, {"$and": [{"name": "d"}, {"dir": "/"}]}]}]}""", "a.jpg d")]
    [InlineData("""{"metadata": {"user.good": true}}""", "a.jpg")]
    [InlineData("""{"metadata": {"user": {"good": false}}}""", "b.jpg")]
    public async Task Tree_Table(string filter, string expected) => await ExpectAsync(filter, expected);

    /// <summary>5.4: the operators.</summary>
    [Theory]
    [InlineData("""{"metadata.user.n": {"$eq": 1}}""", "a.jpg")]
    [InlineData("""{"metadata.user.n": {"$ne": 1}}""", "b.jpg c.txt d e.JPG")]
    [InlineData("""{"metadata.user.n": {"$in": [1, 2]}}""", "a.jpg b.jpg")]
    [InlineData("""{"metadata.user.n": {"$in": []}}""", "")]
    [InlineData("""{"metadata.user.n": {"$nin": [1, 2]}}""", "c.txt d e.JPG")]
    [InlineData("""{"metadata.user.n": {"$gt": 1, "$lt": 3}}""", "b.jpg")]
    [InlineData("""{"metadata.user.n": {"$gte": "2"}}""", "b.jpg c.txt")]
    [InlineData("""{"metadata.user.n": [1, 2]}""", "a.jpg b.jpg")]
    [InlineData("""{"metadata.user.n": {"$or": [1, 3]}}""", "a.jpg c.txt")]
    [InlineData("""{"metadata.user.n": null}""", "d e.JPG")]
    [InlineData("""{"metadata.user.nothing": null}""", All)]
    [InlineData("""{"metadata.user.isNull": null}""", All)]
    [InlineData("""{"metadata.user.good": true}""", "a.jpg")]
    [InlineData("""{"metadata.user.good": {"$exists": true}}""", "a.jpg b.jpg")]
    [InlineData("""{"metadata.user.good": {"$exists": false}}""", "c.txt d e.JPG")]
    [InlineData("""{"metadata.user.tags": "x"}""", "a.jpg b.jpg")]
    [InlineData("""{"metadata.user.tags": ["x"]}""", "b.jpg")]
    [InlineData("""{"metadata.user.tags": ["y", "x"]}""", "a.jpg")]
    [InlineData("""{"metadata.user.tags": []}""", "c.txt d e.JPG")]
    [InlineData("""{"metadata.user.tags": {"$ne": "x"}}""", "c.txt d e.JPG")]
    [InlineData("""{"metadata.user.tags": {"$nin": ["y", "z"]}}""", "b.jpg c.txt d e.JPG")]
    [InlineData("""{"name": {"$in": ["a*", "d"]}}""", "a.jpg d")]
    [InlineData("""{"name": {"$glob": "*.jpg"}}""", "a.jpg b.jpg")]
    [InlineData("""{"name": {"$gt": "b.jpg"}}""", "c.txt d e.JPG")]
    [InlineData("""{"metadata.user.refs": {"$match": {"type": "task", "metadata": {"status": {"$exists": true}}}}}""", "a.jpg")]
    [InlineData("""{"metadata.user.refs": {"$match": {"type": "task", "id": {"$in": ["t1", "t9"]}}}}""", "a.jpg b.jpg")]
    [InlineData("""{"metadata.user.refs": {"$match": {"type": "assignment", "metadata": {"status": "completed"}}}}""", "")]
    [InlineData("""{"metadata.user.refs": {"$match": {"id": {"$in": []}}}}""", "")]
    [InlineData("""{"metadata.user.refs.id": {"$in": ["t1"]}}""", "a.jpg b.jpg")]
    [InlineData("""{"metadata.user.refs.type": {"$ne": "task"}}""", "c.txt d e.JPG")]
    public async Task Operator_Table(string filter, string expected) => await ExpectAsync(filter, expected);

    /// <summary>5.5 and 5.6: fields, their aliases, dates in every form, wildcards.</summary>
    [Theory]
    [InlineData("""{"createdAt": {"$gt": "{hour ago, naive}"}}""", All)]
    [InlineData("""{"createdAt": {"$gt": "{hour ago}"}}""", All)]
    [InlineData("""{"createdAt": {"$lt": "{hour ago}"}}""", "")]
    [InlineData("""{"createdAt": {"$gte": "2024-05-02"}}""", All)]
    [InlineData("""{"createdAt": "20??-*"}""", All)]
    [InlineData("""{"createdAt": "1999-*"}""", "")]
    [InlineData("""{"collections0": {"$exists": false}}""", "b.jpg c.txt d e.JPG")]
    [InlineData("""{"collections0": true}""", "a.jpg")]
    [InlineData("""{"collections9": {"$exists": false}}""", All)]
    [InlineData("""{"metadata.system.collections.c0": true}""", "a.jpg")]
    [InlineData("""{"metadata.system.mimetype": "image*"}""", "a.jpg b.jpg e.JPG")]
    [InlineData("""{"metadata.system.mimetype": "*jpeg"}""", "a.jpg b.jpg e.JPG")]
    [InlineData("""{"metadata.system.size": {"$lte": 1}}""", "a.jpg")]
    [InlineData("""{"name": "*.jpg"}""", "a.jpg b.jpg")]
    [InlineData("""{"name": "?"}""", "d")]
    [InlineData("""{"name": "?.???"}""", "a.jpg b.jpg c.txt e.JPG")]
    [InlineData("""{"creator": "owner@example.org"}""", All)]
    [InlineData("""{"updatedBy": "nobody*"}""", "")]
    [InlineData("""{"annotated": false}""", "b.jpg c.txt d e.JPG")]
    [InlineData("""{"annotationsCount": {"$gte": 2}}""", "a.jpg")]
    [InlineData("""{"description": "about*"}""", "a.jpg")]
    [InlineData("""{"srcItem": null}""", All)]
    [InlineData("""{"datasetId": "{dataset}"}""", All)]
    [InlineData("""{"id": {"$in": ["{dataset}"]}}""", "")]
    [InlineData("""{"metadata.user.with blank.\u00e4": "\u6f22"}""", "d")]
    public async Task Field_Table(string filter, string expected) => await ExpectAsync(filter, expected);

    /// <summary>5.4: what is not of the language is refused in words; the client shows it as an empty list, the server's log says more.</summary>
    [Theory]
    [InlineData("""{"name": {"$not": {"$eq": "a"}}}""", "$not")]
    [InlineData("""{"name": {"$nonsense": 1}}""", "$nonsense")]
    [InlineData("""{"$nor": [{"name": "a"}]}""", "$nor")]
    [InlineData("""{"$and": {"name": "a"}}""", "$and")]
    [InlineData("""{"name": {"$in": "a"}}""", "$in")]
    [InlineData("""{"name": {"$exists": "yes"}}""", "$exists")]
    public async Task Refused_Table(string filter, string named)
    {
        var answer = await shared.Value.Client.PostTextAsync($"/datasets/{shared.Value.DatasetId}/query", $$"""{"resource": "items", "filter": {{filter}}}""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(named, answer.Message, StringComparison.Ordinal);
    }

    /// <summary>5.1: bodies in parts, and members that nobody reads.</summary>
    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"filter": null}""")]
    [InlineData("""{"filter": {}, "join": {}}""")]
    [InlineData("""{"filter": {}, "join": null, "sort": null, "context": null, "systemSpace": null}""")]
    [InlineData("""{"filter": {}, "resource": "items", "page": 0, "pageSize": 1000, "countTotal": true, "user": "x", "queryEngine": "y"}""")]
    public async Task Body_InParts_IsEveryItem(string body)
    {
        var answer = (await shared.Value.Client.PostTextAsync($"/datasets/{shared.Value.DatasetId}/query", body)).ExpectOk();

        Assert.Equal(6, answer["totalItemsCount"]!.GetValue<int>());
    }

    /// <summary>5.5: fields of annotations.</summary>
    [Theory]
    [InlineData("""{"annotationId": {"$in": ["{annotation}"]}}""", "car")]
    [InlineData("""{"id": "{annotation}"}""", "car")]
    [InlineData("""{"itemId": "{item}"}""", "car dog")]
    [InlineData("""{"metadata.system.attributes.1": "red"}""", "dog")]
    [InlineData("""{"metadata.system.attributes.2": {"$gt": 3}}""", "dog")]
    [InlineData("""{"attributes": "old"}""", "dog")]
    [InlineData("""{"metadata.system.automated": true}""", "dog")]
    [InlineData("""{"type": {"$in": ["box", "class"]}}""", "car dog")]
    [InlineData("""{"source": "ui"}""", "dog")]
    [InlineData("""{"creator": "owner*"}""", "car dog")]
    [InlineData("""{"label": {"$ne": "car"}}""", "dog")]
    public async Task Annotations_Table(string filter, string expected) => Assert.Equal(
        expected, await shared.Value.ValuesAsync(shared.Fill(filter), "label", resource: "annotations", more: """, "sort": {"label": "ascending"}"""));

    private async Task ExpectAsync(string filter, string expected)
    {
        filter = shared.Fill(filter);
        Assert.Equal(expected, await shared.Value.ValuesAsync(
            $$"""{"$and": [{"type": "file"}, {{filter}}]}""", "name", more: """, "sort": {"name": "ascending"}"""));
    }

    /// <summary>Five files, of which one has annotations; the tests read and do not change them.</summary>
    public sealed class World : IAsyncLifetime
    {
        private readonly ServerFixture fixture = new();
        private string item = "";
        private string annotation = "";

        public DatasetWorld Value { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await fixture.InitializeAsync();
            Value = await DatasetWorld.CreateAsync(fixture);
            item = (await Value.UploadAsync("/x/a.jpg", [1], """
                {"user": {"n": 1, "good": true, "tags": ["x", "y"], "isNull": null,
                 "refs": [{"type": "task", "id": "t1", "metadata": {"status": "completed"}}, {"type": "assignment", "id": "a1", "metadata": {}}]},
                 "system": {"collections": {"c0": true}}}
                """, description: "about a")).ExpectOk().Id;
            await Value.AddFileAsync("/x/b.jpg", "22", """{"user": {"n": 2, "good": false, "tags": ["x"], "refs": [{"type": "task", "id": "t1"}]}}""");
            await Value.AddFileAsync("/c.txt", "333", """{"user": {"n": 3}}""");
            await Value.AddFileAsync("/d", "4444", """{"user": {"with blank": {"\u00e4": "\u6f22"}}}""");
            await Value.AddFileAsync("/e.JPG", "55555");
            annotation = (await Value.AnnotateAsync(item, "car"))[0]!["id"]!.GetValue<string>();
            (await Value.Client.PostTextAsync($"/items/{item}/annotations", """
                {"type": "class", "label": "dog", "attributes": ["old"], "source": "ui", "metadata": {"system": {"automated": true, "attributes": {"1": "red", "2": 5}}}}
                """)).ExpectOk();
        }

        public ValueTask DisposeAsync() => fixture.DisposeAsync();

        public string Fill(string filter)
        {
            var hourAgo = DateTime.UtcNow.AddHours(-1).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
            return filter.Replace("{hour ago, naive}", hourAgo, StringComparison.Ordinal).Replace("{hour ago}", $"{hourAgo}.000Z", StringComparison.Ordinal)
                .Replace("{dataset}", Value.DatasetId, StringComparison.Ordinal).Replace("{annotation}", annotation, StringComparison.Ordinal)
                .Replace("{item}", item, StringComparison.Ordinal);
        }
    }
}
