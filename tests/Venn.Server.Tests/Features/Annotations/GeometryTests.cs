using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Annotations;

public sealed class GeometryTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Corner = """{"x":1.50,"y":2,"z":0}""";

    private const string Cube =
        $$"""{"front_tl":{{Corner}},"front_tr":{{Corner}},"front_br":{{Corner}},"front_bl":{{Corner}},"back_tl":{{Corner}},"back_tr":{{Corner}},"back_br":{{Corner}},"back_bl":{{Corner}},"angle":12.50}""";

    private const string NoteText =
        """{"messages":[{"id":"1","creator":"a@b.c","time":1.5,"body":"hi"}],"status":"open","createTime":0,"creator":"me","assignee":"me"}""";

    /// <summary>What the definitions of the client's own library send, kind by kind: all of it is taken and given back as it was.</summary>
    [Theory]
    [InlineData("box", $"[{Corner},{Corner}]")]
    [InlineData("box", $"[{Corner},{Corner},-30.5]")]
    [InlineData("box", $"[{Corner}]")]
    [InlineData("segment", """[[{"x":1.0,"y":2.0}],[{"x":3.0,"y":4.0}]]""")]
    [InlineData("segment", "[[]]")]
    [InlineData("polyline", """[[{"x":1.0,"y":2.0},{"x":1e1,"y":2.0}]]""")]
    [InlineData("point", Corner)]
    [InlineData("ellipse", $$"""{"angle":0.0,"center":{{Corner}},"rx":3.0,"ry":4.0}""")]
    [InlineData("cube", Cube)]
    [InlineData("cube_3d", "{\"position\":" + Corner + ",\"scale\":" + Corner + ",\"rotation\":" + Corner + "}")]
    [InlineData("binary", "\"data:image/png;base64,iVBORw0KGgoAAAAN\"")]
    [InlineData("binary", """{"data":"data:image/png;base64,iVBORw0KGgoAAAAN"}""")]
    [InlineData("pose", """{"templateId":"t","instanceId":null}""")]
    [InlineData("note", "{\"box\":[" + Corner + "," + Corner + "],\"note\":" + NoteText + "}")]
    [InlineData("ref_image", """{"ref":"65f000000000000000000101","refType":"id","mimetype":null}""")]
    [InlineData("text_mark", """{"type":"block","label":"x","start":3,"end":9}""")]
    [InlineData("text_mark", """{"type":"paragraph","label":"x","start":3,"end":9,"top":1,"left":2.5}""")]
    [InlineData("text", "\"free\"")]
    [InlineData("text", """{"type":"block","label":"words","start":2,"end":9}""")]
    [InlineData("subtitle", """{"text":"said"}""")]
    [InlineData("item_description", """{"text":"said"}""")]
    [InlineData("comparison", """{"anything":[1,null,"x"]}""")]
    [InlineData("gis", """{"geo_type":"polygon","wgs84_geo_coordinates":[[[12.5,41.9],[12.6,42.0]]]}""")]
    [InlineData("ref_semantic_3d", """[{"file":"x"},7]""")]
    [InlineData("of_tomorrow", "17")]
    [InlineData("box", "[]")]
    [InlineData("ellipse", "{}")]
    public async Task Create_WhatClientsSend_ComesBackByteForByte(string type, string coordinates)
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        var made = (await CreateAsync(world, $$"""{"type":"{{type}}","label":"x","coordinates":{{coordinates}}}""")).ExpectOk();

        Assert.Contains($"\"coordinates\":{coordinates},", made.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("box", "5", "$[1].coordinates")]
    [InlineData("box", """[{"x":1,"y":2},{"x":"3","y":4}]""", "$[1].coordinates[1].x")]
    [InlineData("box", """[{"x":1,"y":2},{"x":3}]""", "$[1].coordinates[1].y")]
    [InlineData("box", """[{"x":1,"y":2},{"x":3,"y":4},{"x":5,"y":6}]""", "$[1].coordinates")]
    [InlineData("box", """[{"x":1,"y":2},{"x":3,"y":4},"turned"]""", "$[1].coordinates")]
    [InlineData("point", "[1,2]", "$[1].coordinates")]
    [InlineData("point", """{"x":1e999,"y":2}""", "$[1].coordinates.x")]
    [InlineData("point", """{"x":1,"y":2,"z":"0"}""", "$[1].coordinates.z")]
    [InlineData("segment", """[{"x":1,"y":2}]""", "$[1].coordinates[0]")]
    [InlineData("segment", """[[{"x":1,"y":2},{"x":1,"y":null}]]""", "$[1].coordinates[0][1].y")]
    [InlineData("polyline", """[[[1,2]]]""", "$[1].coordinates[0][0]")]
    [InlineData("ellipse", """{"center":{"x":1,"y":2},"rx":1}""", "$[1].coordinates.ry")]
    [InlineData("ellipse", """{"center":[1,2],"rx":1,"ry":1}""", "$[1].coordinates.center")]
    [InlineData("cube", """{"front_tl":{"x":1,"y":2}}""", "$[1].coordinates.front_tr")]
    [InlineData("cube_3d", """{"position":{"x":1,"y":2},"scale":{},"rotation":{}}""", "$[1].coordinates.position.z")]
    [InlineData("binary", "\"iVBORw0KGgo=\"", "$[1].coordinates")]
    [InlineData("binary", "\"data:image/png;base64,not base64!\"", "$[1].coordinates")]
    [InlineData("binary", "\"data:image/png;base64,R0lGODlhAQABAAAA\"", "$[1].coordinates")]
    [InlineData("binary", """{"mask":"data:image/png;base64,iVBORw0KGgo="}""", "$[1].coordinates.data")]
    [InlineData("pose", "\"t\"", "$[1].coordinates")]
    [InlineData("note", """{"box":[{"x":1}],"note":{}}""", "$[1].coordinates.box[0].y")]
    [InlineData("note", """{"note":{"messages":["hi"]}}""", "$[1].coordinates.note.messages[0]")]
    [InlineData("ref_image", """{"refType":"id"}""", "$[1].coordinates.ref")]
    [InlineData("text_mark", """{"start":"3","end":9}""", "$[1].coordinates.start")]
    [InlineData("text", "5", "$[1].coordinates")]
    [InlineData("text", """{"start":"3"}""", "$[1].coordinates.start")]
    [InlineData("subtitle", "\"said\"", "$[1].coordinates")]
    [InlineData("gis", """{"geo_type":"point","wgs84_geo_coordinates":[1,"2"]}""", "$[1].coordinates.wgs84_geo_coordinates[1]")]
    [InlineData("gis", """{"wgs84_geo_coordinates":[[[[[[[1]]]]]]]}""", "$[1].coordinates.wgs84_geo_coordinates[0][0][0][0][0][0]")]
    public async Task Create_MalformedGeometry_Is400ThatNamesThePathAndAddsNothing(string type, string coordinates, string path)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");

        var answer = (await world.Client.PostTextAsync(
            $"/items/{item}/annotations", $$"""[{{DatasetWorld.Box("good").ToJsonString()}},{"type":"{{type}}","label":"x","coordinates":{{coordinates}}}]"""))
            .Expect(HttpStatusCode.BadRequest);

        Assert.StartsWith(path + ":", answer.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await world.Client.GetAsync($"/items/{item}"))["annotationsCount"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("""{"snapshots_":{}}""", "$.metadata.system.snapshots_")]
    [InlineData("""{"snapshots_":[{"data":[]}]}""", "$.metadata.system.snapshots_[0].frame")]
    [InlineData("""{"snapshots_":[{"frame":5,"data":[{"x":1}]}]}""", "$.metadata.system.snapshots_[0].data[0].y")]
    [InlineData("""{"snapshots_":[{"frame":5,"type":"point","data":[]},{"frame":6,"type":"point","data":{"x":1}}]}""", "$.metadata.system.snapshots_[1].data.y")]
    [InlineData("""{"endFrame":"50"}""", "$.metadata.system.endFrame")]
    public async Task Frames_Malformed_Are400ThatNamesThePath(string system, string path)
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        var created = await CreateAsync(world, $$$"""{"type":"box","label":"x","metadata":{"system":{{{system}}} } }""");
        var id = (await CreateAsync(world, DatasetWorld.Box("x").ToJsonString())).ExpectOk().Json![0]!["id"]!.GetValue<string>();
        var updated = await world.Client.PutAsync($"/annotations/{id}?system=true", JsonNode.Parse($$$"""{"metadata":{"system":{{{system}}} } }"""));

        Assert.StartsWith("$[0]" + path[1..] + ":", created.Expect(HttpStatusCode.BadRequest).Message, StringComparison.Ordinal);
        Assert.StartsWith(path + ":", updated.Expect(HttpStatusCode.BadRequest).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frames_OfAVideo_ComeBackByteForByte()
    {
        const string Snapshots =
            """[{"frame":5,"fixed":true,"label":"car","type":"box","objectVisible":true,"namedAttributes":{"1":"red"},"data":[{"x":3.0,"y":2,"z":0},{"x":12,"y":20,"z":0}]},{"frame":9,"type":"class","data":[]}]""";
        var world = await DatasetWorld.CreateAsync(fixture);

        var made = (await CreateAsync(
            world, $$$"""{"type":"box","label":"car","coordinates":[{{{Corner}}},{{{Corner}}}],"metadata":{"system":{"frame":0,"endFrame":50,"startTime":0.0,"endTime":2.0,"snapshots_":{{{Snapshots}}} } } }""")).ExpectOk();

        Assert.Contains($"\"snapshots_\":{Snapshots}", made.Text, StringComparison.Ordinal);
    }

    /// <summary>The client sends the members of a point or an ellipse that changed, and no others.</summary>
    [Theory]
    [InlineData("point", """{"x":1,"y":2,"z":0}""", """{"x":7.5}""", """{"x":7.5,"y":2,"z":0}""")]
    [InlineData("ellipse", """{"angle":0,"center":{"x":1,"y":2},"rx":3,"ry":4}""", """{"center":{"y":9}}""", """{"angle":0,"center":{"x":1,"y":9},"rx":3,"ry":4}""")]
    [InlineData("text_mark", """{"type":"block","start":1,"end":2,"top":1,"left":1}""", """{"top":null,"left":null}""", """{"type":"block","start":1,"end":2}""")]
    public async Task Update_PartOfTheGeometry_LeavesTheRest(string type, string before, string difference, string after)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var made = (await CreateAsync(world, $$"""{"type":"{{type}}","label":"x","coordinates":{{before}}}""")).ExpectOk();

        var changed = (await world.Client.PutAsync(
            $"/annotations/{made.Json![0]!["id"]}", new JsonObject { ["coordinates"] = JsonNode.Parse(difference) })).ExpectOk();

        Assert.Equal(after, changed["coordinates"]!.ToJsonString());
    }

    [Fact]
    public async Task Update_MalformedGeometry_Is400AndChangesNothing()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var id = (await CreateAsync(world, DatasetWorld.Box("x").ToJsonString())).ExpectOk().Json![0]!["id"]!.GetValue<string>();
        var before = (await world.Client.GetAsync($"/annotations/{id}")).Text;

        var answer = (await world.Client.PutAsync($"/annotations/{id}", JsonNode.Parse("""{"label":"y","coordinates":[[1,2]]}""")))
            .Expect(HttpStatusCode.BadRequest);
        var asAnother = (await world.Client.PutAsync($"/annotations/{id}", JsonNode.Parse("""{"type":"point"}""")))
            .Expect(HttpStatusCode.BadRequest);

        Assert.StartsWith("$.coordinates[0]:", answer.Message, StringComparison.Ordinal);
        Assert.StartsWith("$.coordinates:", asAnother.Message, StringComparison.Ordinal);
        Assert.Equal(before, (await world.Client.GetAsync($"/annotations/{id}")).Text);
    }

    private static async Task<ApiAnswer> CreateAsync(DatasetWorld world, string annotation) => await world.Client.PostTextAsync(
        $"/items/{await world.AddFileAsync("/a.txt")}/annotations", annotation);
}
