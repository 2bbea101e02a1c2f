using System.Net;
using Venn.Server.Hosting.OpenApi;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Wire;

public sealed class ErrorBodyTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly ApiClient client = fixture.Server.ClientOf();

    [Theory]
    [InlineData("/nonsense")]
    [InlineData("~/nonsense")]
    [InlineData("/services/1")]
    public async Task Get_UnknownRoute_Is404InJsonThatSaysWhatVennIs(string path)
    {
        var answer = (await client.GetAsync(path)).Expect(HttpStatusCode.NotFound);

        Assert.Equal("error message path requestId status", answer.Keys);
        Assert.Contains("Venn versions datasets", answer.Message, StringComparison.Ordinal);
        Assert.Equal(answer.RequestId, answer["requestId"]!.GetValue<string>());
    }

    [Fact]
    public async Task Delete_RouteWithoutThatMethod_Is405InJson() =>
        Assert.True((await client.DeleteAsync("/users/me")).Expect(HttpStatusCode.MethodNotAllowed).IsJson);

    [Theory]
    [InlineData("""{"roots":[{"value":""", "$.roots[0].value")]
    [InlineData("[]", "$ must be an object")]
    [InlineData("5", "$ must be an object")]
    public async Task Post_BadJson_Is400ThatNamesThePlace(string body, string place) => Assert.Contains(
        place, (await client.PostTextAsync("/ontologies", body)).Expect(HttpStatusCode.BadRequest).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Post_DeepJson_Is400() =>
        (await client.PostTextAsync("/recipes", string.Concat(Enumerable.Repeat("{\"a\":", 1000)))).Expect(HttpStatusCode.BadRequest);

    [Fact]
    public async Task Post_BodyOverTheLimit_Is413()
    {
        var body = new string(' ', 65 << 10);

        (await client.PostTextAsync("~/token?default", body)).Expect(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task OpenApi_VersionsApi_HasSchemasOnEveryRoute()
    {
        var document = (await client.GetAsync("~/openapi/v1.json")).ExpectOk();

        foreach (var described in VersionOperations.Described)
        {
            var (method, path) = (described.Split(' ')[0].ToLowerInvariant(), described.Split(' ')[1]);
            var operation = document["paths"]![path]?[method];
            Assert.True(operation is not null, $"{described} is no route");
            var reference = operation["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["$ref"]!.GetValue<string>();
            Assert.NotNull(document["components"]!["schemas"]![reference.Split('/')[^1]]);
        }
    }

    [Fact]
    public async Task OpenApi_ReadsOfThePast_HaveTheParameterAt()
    {
        var document = (await client.GetAsync("~/openapi/v1.json")).ExpectOk();

        foreach (var described in VersionOperations.TakingAt)
        {
            var (method, path) = (described.Split(' ')[0].ToLowerInvariant(), described.Split(' ')[1]);
            var operation = document["paths"]![path]?[method];
            Assert.True(operation is not null, $"{described} is no route");
            Assert.Contains("at", operation["parameters"]!.AsArray().Select(p => p!["name"]!.GetValue<string>()));
        }
    }

    [Fact]
    public async Task OpenApi_Document_HasEveryRouteWithASummary()
    {
        var paths = (await client.GetAsync("~/openapi/v1.json")).ExpectOk()["paths"]!.AsObject();

        Assert.Contains("/api/v1/projects", paths.Select(path => path.Key));
        foreach (var (path, operations) in paths)
        {
            foreach (var (method, operation) in operations!.AsObject().Where(member => member.Key != "parameters"))
            {
                Assert.True(operation!["summary"] is not null, $"{method} {path} has no summary");
            }
        }
    }
}
