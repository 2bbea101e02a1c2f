using System.Text.Json;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Protocol.Dql;
using Venn.Server.Features.Query;
using Venn.Storage.Catalog;

namespace Venn.Server.Tests.Features.Query;

public sealed class DqlTranslatorTests
{
    private const string Own = "00000000070000000000002a";
    private const string Earlier = "00000000060000000000002a";
    private const string Later = "00000000080000000000002a";

    /// <summary>Wire names and values, with what the engine is asked.</summary>
    [Theory]
    [InlineData("""{"id": "00000000070000000000002a"}""", "$lineage Equal 42")]
    [InlineData("""{"id": "00000000060000000000002a"}""", "false")]
    [InlineData("""{"id": "nonsense"}""", "false")]
    [InlineData("""{"id": {"$gt": "00000000070000000000002a"}}""", "$lineage Greater 42")]
    [InlineData("""{"id": {"$gt": "00000000060000000000002a"}}""", "true")]
    [InlineData("""{"id": {"$lt": "00000000060000000000002a"}}""", "false")]
    [InlineData("""{"id": {"$gt": "00000000080000000000002a"}}""", "false")]
    [InlineData("""{"id": {"$lte": "00000000080000000000002a"}}""", "true")]
    [InlineData("""{"id": {"$in": ["00000000070000000000002a", "00000000060000000000002a"]}}""", "$lineage Equal 42")]
    [InlineData("""{"type": "file"}""", "or(not($isDirectory Equal true))")]
    [InlineData("""{"type": "dir"}""", "or($isDirectory Equal true)")]
    [InlineData("""{"type": {"$in": ["file", "dir"]}}""", "true")]
    [InlineData("""{"type": "banana"}""", "false")]
    [InlineData("""{"type": {"$ne": "dir"}}""", "not(or($isDirectory Equal true))")]
    [InlineData("""{"annotated": true}""", "or($annotationsCount Greater 0)")]
    [InlineData("""{"annotated": false}""", "or(not($annotationsCount Greater 0))")]
    [InlineData("""{"datasetId": "000000000700000000000000"}""", "true")]
    [InlineData("""{"datasetId": "000000000800000000000000"}""", "false")]
    [InlineData("""{"filename": "/a/*"}""", "$path glob /a/*")]
    [InlineData("""{"filename": "/a/b.jpg"}""", "$path Equal \"/a/b.jpg\"")]
    [InlineData("""{"name": "x", "dir": "/"}""", "and($name Equal \"x\", $dir Equal \"/\")")]
    [InlineData("""{"dir": ["/a", "/b/*"]}""", "or($dir glob /b/*, $dir in [\"/a\"])")]
    [InlineData("""{"metadata.system.size": {"$gte": 10}}""", "$size GreaterOrEqual 10")]
    [InlineData("""{"hidden": false}""", "hidden Equal false")]
    [InlineData("""{"collections3": {"$exists": false}}""", "not(metadata.system.collections.c3 exists)")]
    [InlineData("""{"metadata.user.x": null}""", "not(metadata.user.x exists)")]
    [InlineData("""{"metadata.user.x": {"$in": [1, null, "a*"]}}""",
        "or(not(metadata.user.x exists), metadata.user.x glob a*, metadata.user.x in [1])")]
    [InlineData("""{"metadata.system.refs": {"$match": {"id": "1", "metadata": {"status": "done"}}}}""",
        "metadata.system.refs match and(id Equal \"1\", metadata.status Equal \"done\")")]
    [InlineData("""{"metadata.system.annotationStatus": []}""", "metadata.system.annotationStatus all []")]
    [InlineData("""{"metadata.system.annotationStatus": ["completed"]}""", 
        "or(metadata.system.annotationStatus all [\"completed\"], "
        + "and(metadata.system.annotationStatus in [\"completed\"], not(metadata.system.annotationStatus listed)))")]
    public void Translate_ItemFields_Table(string filter, string expected) =>
        Assert.Equal(expected, Show(Translate(Relation.Items, filter)));

    [Theory]
    [InlineData("""{"annotationId": {"$in": ["00000000070000000000002a"]}}""", "$lineage Equal 42")]
    [InlineData("""{"itemId": "00000000070000000000002a"}""", "$item Equal 42")]
    [InlineData("""{"label": "car"}""", "label Equal \"car\"")]
    [InlineData("""{"type": "box"}""", "type Equal \"box\"")]
    [InlineData("""{"metadata.system.parentId": "00000000070000000000002a"}""",
        "metadata.system.parentId Equal \"00000000000000000000002a\"")]
    public void Translate_AnnotationFields_Table(string filter, string expected) =>
        Assert.Equal(expected, Show(Translate(Relation.Annotations, filter)));

    [Fact]
    public void Translate_JoinOfItems_AsksForOneSingleAnnotation()
    {
        var query = DqlReader.Parse("""{"filter": {}, "join": {"on": {"resource": "annotations"}, "filter": {"label": "car"}}}""");

        Assert.Equal("and(true, has(label Equal \"car\"))", Show(new DqlTranslator(new DatasetOrdinal(7)).Translate(Relation.Items, query)));
    }

    [Fact]
    public void Translate_JoinOfAnnotations_AsksTheItem()
    {
        var query = DqlReader.Parse("""{"filter": {}, "join": {"filter": {"dir": "/a"}}}""");

        Assert.Equal(
            "and(true, on($dir Equal \"/a\"))", Show(new DqlTranslator(new DatasetOrdinal(7)).Translate(Relation.Annotations, query)));
    }

    [Fact]
    public void Translate_RangeOfNoId_IsRefused() =>
        Assert.Throws<DqlSyntaxException>(() => Translate(Relation.Items, """{"id": {"$gt": "x"}}"""));

    [Fact]
    public void TranslateSort_UnknownOrders_ArePassedOver()
    {
        var sort = DqlReader.Parse("""{"sort": {"ascending": "ascending", "type": "ascending", "name": "descending"}}""").Sort;

        Assert.Equal(
            [new SortField(FieldPath.IsDirectory, true), new SortField(FieldPath.Name, true)],
            DqlTranslator.TranslateSort(Relation.Items, sort));
    }

    [Fact]
    public void Ids_OfTheTable_AreOfThreeDatasets() => Assert.True(
        string.CompareOrdinal(Earlier, Own) < 0 && string.CompareOrdinal(Own, Later) < 0);

    private static Filter Translate(Relation relation, string filter) =>
        new DqlTranslator(new DatasetOrdinal(7)).Translate(relation, DqlReader.ReadFilter(JsonElement.Parse(filter)));

    private static string Show(Filter filter) => filter switch
    {
        Filter.And { Operands: [] } => "true",
        Filter.Or { Operands: [] } => "false",
        Filter.And and => $"and({string.Join(", ", and.Operands.Select(Show))})",
        Filter.Or or => $"or({string.Join(", ", or.Operands.Select(Show))})",
        Filter.Not not => $"not({Show(not.Operand)})",
        Filter.Compare compare => $"{compare.Field} {compare.Operator} {compare.Value}",
        Filter.In list => $"{list.Field} in [{string.Join(' ', list.Values)}]",
        Filter.Glob glob => $"{glob.Field} glob {glob.Pattern}",
        Filter.Exists exists => $"{exists.Field} exists",
        Filter.IsArray array => $"{array.Field} listed",
        Filter.ArrayEquals array => $"{array.Field} all [{string.Join(' ', array.Values)}]",
        Filter.Element element => $"{element.Field} match {Show(element.Condition)}",
        Filter.HasAnnotation has => $"has({Show(has.Condition)})",
        Filter.OnItem on => $"on({Show(on.Condition)})",
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };
}
