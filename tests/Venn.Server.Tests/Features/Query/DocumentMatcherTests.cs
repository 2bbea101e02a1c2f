using System.Text.Json;
using Venn.Protocol.Dql;
using Venn.Server.Features.Query;

namespace Venn.Server.Tests.Features.Query;

public sealed class DocumentMatcherTests
{
    private const string Document = """
        {"name": "night", "count": 10, "flag": false, "none": null, "createdAt": "2024-05-02T10:11:12.345Z",
         "tags": ["a", "b"], "empty": [], "refs": [{"type": "task", "id": "1", "n": 5}, {"type": "other", "id": "2", "n": 50}],
         "metadata": {"system": {"annotationStatus": ["completed"]}}}
        """;

    [Theory]
    [InlineData("""{"name": "night"}""", true)]
    [InlineData("""{"name": "ni*"}""", true)]
    [InlineData("""{"name": "NIGHT"}""", false)]
    [InlineData("""{"count": "10"}""", true)]
    [InlineData("""{"count": 10.0}""", true)]
    [InlineData("""{"count": {"$gt": 9, "$lt": 11}}""", true)]
    [InlineData("""{"flag": false}""", true)]
    [InlineData("""{"flag": 0}""", false)]
    [InlineData("""{"none": null}""", true)]
    [InlineData("""{"missing": null}""", true)]
    [InlineData("""{"name": null}""", false)]
    [InlineData("""{"missing": {"$ne": 1}}""", true)]
    [InlineData("""{"missing": {"$gt": 1}}""", false)]
    [InlineData("""{"missing": {"$nin": [1]}}""", true)]
    [InlineData("""{"createdAt": {"$gte": "2024-05-02"}}""", true)]
    [InlineData("""{"createdAt": {"$lt": "2024-05-02T10:11:12.346"}}""", true)]
    [InlineData("""{"createdAt": "2024-05-*"}""", true)]
    [InlineData("""{"tags": "a"}""", true)]
    [InlineData("""{"tags": {"$ne": "a"}}""", false)]
    [InlineData("""{"tags": ["b", "a"]}""", true)]
    [InlineData("""{"tags": ["a"]}""", false)]
    [InlineData("""{"tags": {"$in": ["x", "b*"]}}""", true)]
    [InlineData("""{"name": ["night", "day"]}""", true)]
    [InlineData("""{"empty": []}""", true)]
    [InlineData("""{"tags": []}""", false)]
    [InlineData("""{"refs.type": {"$ne": "task"}}""", false)]
    [InlineData("""{"refs": {"$match": {"type": "task", "n": {"$gt": 10}}}}""", false)]
    [InlineData("""{"refs": {"$match": {"type": "other", "n": {"$gt": 10}}}}""", true)]
    [InlineData("""{"refs.n": {"$gt": 10}, "refs.type": "task"}""", true)]
    [InlineData("""{"refs": {"$match": {"id": {"$in": []}}}}""", false)]
    [InlineData("""{"metadata.system.annotationStatus": ["completed"]}""", true)]
    [InlineData("""{"metadata": {"system": {"$exists": true}}}""", true)]
    [InlineData("""{"metadata.system.none": {"$exists": false}}""", true)]
    public void Matches_Table(string filter, bool expected) => Assert.Equal(
        expected, DocumentMatcher.Matches(DqlReader.ReadFilter(JsonElement.Parse(filter)), JsonElement.Parse(Document)));
}
