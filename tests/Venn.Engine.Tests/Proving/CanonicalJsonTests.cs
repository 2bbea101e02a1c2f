using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Proving;
using Venn.TestKit.Generators;

namespace Venn.Engine.Tests.Proving;

public class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{"b":1,"a":2}""", """{"a":2,"b":1}""")]
    [InlineData("""{ "a" : [ 1 , { "d":1, "c":2 } ] }""", """{"a":[1,{"c":2,"d":1}]}""")]
    [InlineData("""{"a":{}, "aa":[], "":null}""", """{"":null,"a":{},"aa":[]}""")]
    [InlineData("""{"n":[10,10.0,1e1,-0,0.0,-0.0,12.50,1.5E-7,0.0001,0.00001]}""", """{"n":[10,10,10,0,0,0,12.5,1.5E-07,0.0001,1E-05]}""")]
    [InlineData("""{"n":[9007199254740993,9223372036854775807,1e300,1e999,123456789012345678901234567890]}""",
        """{"n":[9007199254740993,9223372036854775807,1E+300,1e999,1.2345678901234568E+29]}""")]
    [InlineData("""{"t":"\u0061\/\u00e9\n\"\\ é"}""", "{\"t\":\"a/é\\u000a\\\"\\\\ é\"}")]
    [InlineData("""{"t":"\ud83d\ude00\ud800"}""", "{\"t\":\"😀\ufffd\"}")]
    [InlineData("""{"x":2,"a":1,"x":1}""", """{"a":1,"x":2,"x":1}""")]
    [InlineData("""{"stamp":{"deep":1},"a":1,"inner":{"stamp":1}}""", """{"a":1,"inner":{"stamp":1}}""")]
    [InlineData("""{"st\u0061mp":1}""", "{}")]
    public void Write_OneFormForEqualJson_Table(string json, string expected) => Assert.Equal(expected, Write(json).Text);

    [Fact]
    public void Write_References_AreTakenOutInCanonicalOrder()
    {
        var (text, references) = Write(
            """{"z":1,"parents":["000000000000000000000007","no"],"parent":"0000000000000000000000ff","a":{"parent":"000000000000000000000001"}}""");

        Assert.Equal("""{"a":{"parent":"000000000000000000000001"},"parent":"","parents":["","no"],"z":1}""", text);
        Assert.Equal([new Lineage(255), new Lineage(7)], references);
    }

    /// <summary>Spelled anew at random, equal; with one value changed, different.</summary>
    [Fact]
    public void Write_RandomBodies_FollowsTheValueAlone()
    {
        const int Seed = 20_611;
        var random = new Random(Seed);
        var bodies = new BodyGenerator(random);
        for (var i = 0; i < 3000; i++)
        {
            var body = i % 2 == 0 ? bodies.Item() : bodies.Annotation();
            body["number"] = JsonNode.Parse(Number(random));
            var text = Write(body.ToJsonString()).Text;
            Assert.True(text == Write(Respell(body, random)).Text, $"seed {Seed}, body {i}: {body.ToJsonString()}");
            body["number"] = JsonNode.Parse(Number(random));
            var changed = Write(body.ToJsonString()).Text;
            var same = JsonNode.DeepEquals(JsonNode.Parse(text), JsonNode.Parse(body.ToJsonString()));
            Assert.True(same == (text == changed), $"seed {Seed}, body {i} changed: {body.ToJsonString()}");
        }
    }

    private static (string Text, IReadOnlyList<Lineage> References) Write(string json)
    {
        var canonical = new CanonicalJson(DigestPaths.Of(["stamp"], ["parent", "parents"]));
        canonical.Begin();
        canonical.Write(Encoding.UTF8.GetBytes(json));
        return (Encoding.UTF8.GetString(canonical.Written), canonical.References);
    }

    private static string Number(Random random) => (random.Next(4) switch
    {
        0 => (decimal)random.Next(-3, 4),
        1 => random.Next(-999, 999) / 100m,
        2 => random.NextInt64(),
        _ => (decimal)random.NextDouble() / 100000,
    }).ToString(CultureInfo.InvariantCulture);

    private static string Respell(JsonNode? node, Random random)
    {
        switch (node)
        {
            case JsonObject parent:
                var members = parent.ToArray();
                random.Shuffle(members);
                return "{ " + string.Join(" ,", members.Select(m => $"{Escape(m.Key, random)}: {Respell(m.Value, random)}")) + "}";
            case JsonArray array:
                return "[" + string.Join(", ", array.Select(e => Respell(e, random))) + " ]";
            case JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String:
                return Escape(value.GetValue<string>(), random);
            case JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.Number && random.Chance(0.5):
                var raw = value.ToJsonString();
                return raw.Contains('.', StringComparison.Ordinal) ? raw + "00" : raw + (raw.Length < 10 ? ".0" : "");
            default:
                return node?.ToJsonString() ?? "null";
        }
    }

    private static string Escape(string text, Random random) =>
        '"' + string.Concat(text.Select(c => random.Chance(0.2) ? $"\\u{(int)c:X4}" : c.ToString())) + '"';
}
