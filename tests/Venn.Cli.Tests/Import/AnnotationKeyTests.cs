using System.Text.Json.Nodes;
using Venn.Cli.Import;
using Venn.Protocol.Entities;

namespace Venn.Cli.Tests.Import;

public sealed class AnnotationKeyTests
{
    [Theory]
    [InlineData("""{"x": 1, "y": 2}""", """{"y": 2.0, "x": 1.0}""")]
    [InlineData("""[{"x": 1, "z": null}]""", """[{"x": 1.00}]""")]
    [InlineData("""[[], 1]""", """[null, 1]""")]
    public void Of_SameContentWrittenOtherwise_IsEqual(string a, string b) =>
        Assert.Equal(AnnotationKey.Of(Make(a)), AnnotationKey.Of(Make(b)));

    [Theory]
    [InlineData("""[1, 2]""", """[2, 1]""")]
    [InlineData("""[[], 1]""", """[1]""")]
    [InlineData("\"1\"", "1")]
    [InlineData("""{"a": {"b": 1}}""", """{"a": 1}""")]
    [InlineData("""{"x": 207.0000001}""", """{"x": 207}""")]
    public void Of_OtherContent_Differs(string a, string b) =>
        Assert.NotEqual(AnnotationKey.Of(Make(a)), AnnotationKey.Of(Make(b)));

    [Fact]
    public void Of_WhatTheServerFillsIn_DoesNotCount()
    {
        var sent = Make("[1]");
        var stored = sent with
        {
            Id = "65", Creator = "me@example.org", ItemId = "1", Source = "sdk", Attributes = new JsonArray(),
            Metadata = new JsonObject { ["system"] = new JsonObject { ["attributes"] = new JsonObject() }, ["user"] = new JsonObject() },
        };
        Assert.Equal(AnnotationKey.Of(sent), AnnotationKey.Of(stored));
    }

    [Fact]
    public void Of_LabelOrAttribute_Counts()
    {
        var one = Make("[1]");
        Assert.NotEqual(AnnotationKey.Of(one), AnnotationKey.Of(one with { Label = "pear" }));
        Assert.NotEqual(AnnotationKey.Of(one), AnnotationKey.Of(one with { Attributes = new JsonArray("ripe") }));
        Assert.NotEqual(AnnotationKey.Of(one), AnnotationKey.Of(one with
        {
            Metadata = new JsonObject { ["system"] = new JsonObject { ["attributes"] = new JsonObject { ["1"] = "red" } } },
        }));
    }

    private static Annotation Make(string coordinates) =>
        new() { Type = "box", Label = "apple", Coordinates = JsonNode.Parse(coordinates) };
}
