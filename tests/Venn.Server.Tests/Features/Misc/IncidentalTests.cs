using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Misc;

public sealed class IncidentalTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly ApiClient client = fixture.Server.ClientOf();

    [Theory]
    [InlineData("/executions/resource/query")]
    [InlineData("/services/query")]
    [InlineData("/pipelines/query")]
    public async Task Post_QueryOfWhatVennHasNot_IsAnEmptyPage(string path) =>
        Assert.Equal(
            """{"totalItemsCount":0,"totalPagesCount":0,"hasNextPage":false,"items":[]}""",
            (await client.PostAsync(path, new JsonObject())).ExpectOk().Text);

    [Fact]
    public async Task SdkCheck_Form_IsQuiet() => Assert.Equal(
        """{"level":"debug","msg":""}""",
        (await fixture.Server.ClientWithToken(null).PostTextAsync("/sdk/check", "version=1&email=a@b.c", "application/x-www-form-urlencoded"))
            .ExpectOk().Text);

    [Fact]
    public async Task Root_Page_IsThere() => (await client.GetAsync("~/")).Expect(HttpStatusCode.OK);

    [Fact]
    public async Task Integration_Secrets_AreNeverGivenBack()
    {
        var organization = (await client.GetAsync("/orgs")).ExpectOk().Json![0]!["id"]!.GetValue<string>();
        var created = (await client.PostAsync($"/orgs/{organization}/integrations", new JsonObject
        {
            ["type"] = "s3", ["name"] = ServerFixture.NewName("bucket"), ["options"] = new JsonObject { ["secret"] = "geheim" },
        })).ExpectOk();

        var got = (await client.GetAsync($"/orgs/{organization}/integrations/{created.Id}")).ExpectOk();
        var bad = await client.PostAsync($"/orgs/{organization}/integrations", new JsonObject
        {
            ["type"] = "key_value", ["name"] = ServerFixture.NewName("pair"), ["options"] = new JsonObject { ["key"] = 1 },
        });

        Assert.Equal("createdAt creator id metadata name org type updatedAt url", got.Keys);
        Assert.DoesNotContain("geheim", created.Text + got.Text, StringComparison.Ordinal);
        Assert.Contains("Invalid metadata fields for key-value integration", bad.Expect(HttpStatusCode.BadRequest).Message, StringComparison.Ordinal);
        (await fixture.Server.ClientOf(ServerFixture.NewEmail("stranger")).GetAsync($"/orgs/{organization}/integrations/{created.Id}"))
            .Expect(HttpStatusCode.NotFound);
        (await client.DeleteAsync($"/orgs/{organization}/integrations/{created.Id}")).ExpectOk();
    }
}
