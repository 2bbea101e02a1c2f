using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Hostile;

/// <summary>Bodies that are no texts, no objects or no forms: refused with a reason, never a 500.</summary>
public sealed class HostileBodyTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("items/bulk-update-metadata", "[]")]
    [InlineData("items/bulk-update-metadata", "null")]
    [InlineData("items/collections/bulk-add", "5")]
    [InlineData("items/collections/bulk-remove", "\"x\"")]
    [InlineData("split", "[null]")]
    public async Task Post_BodyThatIsNoObject_Is400(string route, string body)
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        var answer = await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/{route}", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("object", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"metadata": {"user": {"x": "\ud800"}}}""")]
    [InlineData("""{"metadata": {"user": {"\uDFFF": 1}}}""")]
    [InlineData("""{"filter": {"a": "\udc00\ud800"}, "description": "\udc00\ud800"}""")]
    public async Task Patch_HalfOfASurrogatePair_Is400AndChangesNothing(string body)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        var before = (await world.Client.GetAsync($"/items/{item}")).Text;

        var patched = await world.Client.SendAsync(HttpMethod.Patch, $"/items/{item}", new StringContent(body));
        var queried = await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/query", body);

        Assert.Equal(HttpStatusCode.BadRequest, patched.Status);
        Assert.Equal(HttpStatusCode.BadRequest, queried.Status);
        Assert.Contains("surrogate", patched.Message, StringComparison.Ordinal);
        Assert.Equal(before, (await world.Client.GetAsync($"/items/{item}")).Text);
    }

    [Fact]
    public async Task Patch_WholeSurrogatePair_IsKept()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");

        (await world.Client.SendAsync(
            HttpMethod.Patch, $"/items/{item}", new StringContent("""{"metadata": {"user": {"x": "\ud83d\udca5"}}}"""))).ExpectOk();

        Assert.Equal("💥", (await world.Client.GetAsync($"/items/{item}"))["metadata"]!["user"]!["x"]!.GetValue<string>());
    }

    [Fact]
    public async Task Query_BytesThatAreNoUtf8_Is400()
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        var answer = await world.Client.SendAsync(
            HttpMethod.Post, $"/datasets/{world.DatasetId}/query", new ByteArrayContent([.. "{\"filter\":{\"a\":\""u8, 0xff, .. "\"}}"u8]));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("UTF-8", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_PathThatIsNoUtf8_Is400AndStoresNothing()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var form = new MultipartFormDataContent
        {
            { new ByteArrayContent([(byte)'/', 0xff, 0xfe]), "path" },
            { new ByteArrayContent("x"u8.ToArray()), "file", "x" },
        };

        var answer = await world.Client.SendAsync(HttpMethod.Post, $"/datasets/{world.DatasetId}/items", form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("'path' is not UTF-8", answer.Message, StringComparison.Ordinal);
        Assert.Equal("", await world.ValuesAsync("{}"));
    }

    public static TheoryData<string> Forms =>
    [
        string.Concat(Enumerable.Repeat("a=1&", 3000)), "type=dir&path=/" + new string('a', 3 << 20), "type=dir&path=%ff%00", "%", "=",
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task MakeDirectory_FormThatIsNone_Is4xx(string form)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var body = new ByteArrayContent(Encoding.ASCII.GetBytes(form));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");

        var answer = await world.Client.SendAsync(HttpMethod.Post, $"/datasets/{world.DatasetId}/items", body);

        Assert.InRange((int)answer.Status, 400, 413);
        Assert.Equal("", await world.ValuesAsync("{}"));
    }

    [Fact]
    public async Task Query_JoinOnNoObject_Is400()
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        var answer = await world.Client.PostTextAsync(
            $"/datasets/{world.DatasetId}/query", """{"filter": {}, "join": {"on": 5, "filter": {} }}""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("$.join.on", answer.Message, StringComparison.Ordinal);
    }
}
