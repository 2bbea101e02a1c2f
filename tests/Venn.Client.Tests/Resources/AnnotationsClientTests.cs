using System.Text.Json.Nodes;
using Venn.Protocol.Entities;

namespace Venn.Client.Tests.Resources;

public sealed class AnnotationsClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_ManyAnnotations_AreSentInBatchesOfAHundred()
    {
        var server = new FakeServer();
        for (var i = 0; i < 3; i++)
        {
            server.Answer(request => FakeServer.Json(request.Content!.ReadAsStringAsync().Result));
        }

        using var client = server.Connect();
        var annotations = Enumerable.Range(0, 250)
            .Select(i => new Annotation { Type = AnnotationTypes.Classification, Label = $"l{i}" }).ToList();

        var made = await client.Annotations.UploadAsync("i1", annotations, Token);

        Assert.Equal(annotations.Select(a => a.Label), made.Select(a => a.Label));
        Assert.Equal([100, 100, 50], server.Requests.Select(request => JsonNode.Parse(request.Body)!.AsArray().Count));
    }

    [Fact]
    public async Task Get_CoordinatesOfEveryForm_ComeBackAsSent()
    {
        foreach (var coordinates in new[]
        {
            """[{"x":10.0,"y":20,"z":0},{"x":1.0E-7,"y":90,"z":0},45]""", "\"data:image/png;base64,AAAA\"", """{"x":1,"y":2}""",
        })
        {
            using var client = new FakeServer()
                .Answer($$"""{"id": "a1", "type": "box", "label": "car", "coordinates": {{coordinates}}}""").Connect();

            var annotation = await client.Annotations.GetAsync("a1", Token);

            Assert.Equal(coordinates, annotation.Coordinates!.ToJsonString());
        }
    }

    [Fact]
    public async Task Get_UnknownProperties_DoNotDisturb()
    {
        using var client = new FakeServer().Answer("""{"id": "a1", "type": "cuboid9", "label": "x", "hash": "NO", "attributes": null}""")
            .Connect();

        var annotation = await client.Annotations.GetAsync("a1", Token);

        Assert.Equal("cuboid9", annotation.Type);
        Assert.Null(annotation.Attributes);
    }
}
