using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Ontologies;

public sealed class OntologyTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly ApiClient client = fixture.Server.ClientOf();

    [Fact]
    public async Task Create_Roots_ComeBackAsPosted()
    {
        var roots = JsonNode.Parse(
            """[{"value":{"tag":"vehicle","color":"rgb(1, 2, 3)","attributes":[]},"children":[{"value":{"label_name":"a.b","displayData":{"x":1}},"children":[]}]}]""")!;

        var ontology = await CreateAsync(roots.DeepClone().AsArray());
        var got = (await client.GetAsync($"/ontologies/{ontology.Id}")).ExpectOk();

        Assert.Equal(roots.ToJsonString(), got["roots"]!.ToJsonString());
        Assert.Equal(ontology.Text, got.Text);
        Assert.Equal(got["metadata"]!["system"]!["projectIds"]!.ToJsonString(), ontology["metadata"]!["system"]!["projectIds"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""[5]""", "roots[0]")]
    [InlineData("""[{"value":{"color":"#fff"}}]""", "roots[0].value.tag")]
    [InlineData("""[{"value":{"tag":"a"},"children":[{"value":{}}]}]""", "roots[0].children[0].value.tag")]
    public async Task Create_NoLabels_Is400ThatNamesTheNode(string roots, string place)
    {
        var project = await client.CreateProjectAsync(ServerFixture.NewName("ontologies"));

        var answer = await client.PostAsync("/ontologies", new JsonObject { ["projectIds"] = new JsonArray(project), ["roots"] = JsonNode.Parse(roots) });

        Assert.Contains(place, answer.Expect(HttpStatusCode.BadRequest).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PatchLabels_DottedTag_MakesTheLevelsAndAnswersTheWholeTree()
    {
        var ontology = await CreateAsync([]);

        var answer = await PatchLabelsAsync(ontology.Id, """{"labelsNode":[{"tag":"vehicle.car","color":"#00ff00","displayLabel":"Car"}],"upsert":true}""");

        var vehicle = answer.ExpectOk()["roots"]![0]!;
        Assert.Equal("vehicle", vehicle["value"]!["tag"]!.GetValue<string>());
        Assert.Matches("^#[0-9a-f]{6}$", vehicle["value"]!["color"]!.GetValue<string>());
        Assert.Equal(
            """{"tag":"car","displayLabel":"Car","color":"#00ff00","attributes":[]}""", vehicle["children"]![0]!["value"]!.ToJsonString());
    }

    [Fact]
    public async Task PatchLabels_UpdateOfALabel_KeepsWhatIsNotGivenAndItsChildren()
    {
        var ontology = await CreateAsync([]);
        await PatchLabelsAsync(ontology.Id, """{"labelsNode":[{"tag":"a","color":"#111111"},{"tag":"a.b"}],"upsert":true}""");

        var answer = await PatchLabelsAsync(ontology.Id, """{"labelsNode":[{"tag":"a","displayLabel":"A"}],"upsert":false}""");

        var a = Assert.Single(answer.ExpectOk()["roots"]!.AsArray())!;
        Assert.Equal("#111111", a["value"]!["color"]!.GetValue<string>());
        Assert.Equal("A", a["value"]!["displayLabel"]!.GetValue<string>());
        Assert.Single(a["children"]!.AsArray());
    }

    [Fact]
    public async Task PatchLabels_UnknownWithoutUpsert_Is404AndChangesNothing()
    {
        var ontology = await CreateAsync([]);

        var answer = await PatchLabelsAsync(ontology.Id, """{"labelsNode":[{"tag":"x"}],"upsert":false}""");

        answer.Expect(HttpStatusCode.NotFound);
        Assert.Empty((await client.GetAsync($"/ontologies/{ontology.Id}"))["roots"]!.AsArray());
    }

    [Fact]
    public async Task Attributes_AddThenRemoveTheLast_LeavesAnEmptyList()
    {
        var ontology = await CreateAsync([]);
        var item = JsonNode.Parse("""{"title":"Colour","key":"1","type":"options","scope":["*"],"values":["red","blue"],"multi":true}""");

        var added = await client.PatchAsync(
            $"/ontologies/{ontology.Id}/attributes", new JsonObject { ["items"] = new JsonArray(item), ["upsert"] = true });
        var removed = await client.DeleteAsync($"/ontologies/{ontology.Id}/attributes", new JsonObject { ["keys"] = new JsonArray("1") });

        Assert.Equal(
            """
            {"key":"1","type":"options","values":["red","blue"],"range":null,"scope":["*"],"optional":true,"multi":true,"scriptData":{"title":"Colour","optional":true,"multi":true}}
            """,
            Assert.Single(added.ExpectOk()["metadata"]!["attributes"]!.AsArray())!.ToJsonString());
        Assert.Equal("[]", removed.ExpectOk()["metadata"]!["attributes"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"key":"1","type":"options","values":[1]}""")]
    [InlineData("""{"key":"1","type":"nonsense"}""")]
    [InlineData("""{"type":"options"}""")]
    public async Task Attributes_BadItem_Is400(string item)
    {
        var ontology = await CreateAsync([]);

        (await client.PatchAsync($"/ontologies/{ontology.Id}/attributes", new JsonObject { ["items"] = new JsonArray(JsonNode.Parse(item)), ["upsert"] = true }))
            .Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Put_FullJson_ReplacesRootsAndKeepsSystemMetadata()
    {
        var ontology = await CreateAsync([]);
        var body = ontology.Json!.DeepClone().AsObject();
        body["roots"] = JsonNode.Parse("""[{"value":{"tag":"a"},"children":[]}]""");
        body["labels"] = new JsonArray(new JsonObject { ["junk"] = 1 });
        body["attributes"] = new JsonArray("attr1", "attr2");
        body["metadata"] = new JsonObject { ["system"] = new JsonObject { ["test"] = 1, ["projectIds"] = new JsonArray("else") }, ["mine"] = 1 };

        var plain = (await client.PutAsync($"/ontologies/{ontology.Id}", body.DeepClone())).ExpectOk();
        var system = (await client.PutAsync($"/ontologies/{ontology.Id}?system=true", body)).ExpectOk();

        Assert.Equal("""["attr1","attr2"]""", plain["attributes"]!.ToJsonString());
        Assert.Null(plain["metadata"]!["system"]!["test"]);
        Assert.Equal(1, system["metadata"]!["system"]!["test"]!.GetValue<int>());
        Assert.Equal(
            ontology["metadata"]!["system"]!["projectIds"]!.ToJsonString(), system["metadata"]!["system"]!["projectIds"]!.ToJsonString());
        Assert.Null(plain["labels"]);
    }

    [Fact]
    public async Task Delete_Ontology_IsGoneAndMalformedIdsAre400()
    {
        var ontology = await CreateAsync([]);

        (await client.DeleteAsync($"/ontologies/{ontology.Id}")).ExpectOk();

        (await client.GetAsync($"/ontologies/{ontology.Id}")).Expect(HttpStatusCode.NotFound);
        (await client.GetAsync("/ontologies/some_id")).Expect(HttpStatusCode.BadRequest);
        (await client.DeleteAsync("/ontologies/some_id")).Expect(HttpStatusCode.BadRequest);
    }

    private Task<ApiAnswer> PatchLabelsAsync(string id, string body) => client.PatchAsync($"/ontologies/{id}/labels", JsonNode.Parse(body));

    private async Task<ApiAnswer> CreateAsync(JsonArray roots)
    {
        var project = await client.CreateProjectAsync(ServerFixture.NewName("ontologies"));
        return (await client.PostAsync("/ontologies", new JsonObject
        {
            ["projectIds"] = new JsonArray(project), ["roots"] = roots, ["attributes"] = new JsonArray(), ["title"] = "o",
        })).Expect(HttpStatusCode.Created);
    }
}
