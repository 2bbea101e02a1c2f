using Venn.Server.Tests.Hosting;
using Venn.Server.Tests.Routes;

namespace Venn.Server.Tests.Contract;

/// <summary>
/// Section 1.1 of the wire's contract: addresses in entities begin with the public one and hold <c>api/v1</c>, at which the
/// client cuts some of them; ids are 24 hex digits; times are of one form.
/// </summary>
public sealed class Section1AddressTests(RouteFixture fixture) : IClassFixture<RouteFixture>
{
    /// <summary>An entity, and which of its members are addresses.</summary>
    public static TheoryData<string, string> Addresses => new()
    {
        { "/datasets/{:datasetId}", "url items directoryTree" },
        { "/items/{:pictureId}", "url stream thumbnail annotations dataset" },
        { "/annotations/{:annotationId}", "url item dataset" },
        { "/recipes/{:recipeId}", "url" },
        { "/ontologies/{:ontologyId}", "url" },
        { "/annotationtasks/{:taskId}", "url" },
        { "/assignments/{:assignmentId}", "url" },
        { "/commands/{:commandId}", "url" },
        { "/features/sets/{:featureSetId}", "url" },
        { "/features/vectors/{:vectorId}", "url" },
        { "/datasets/{:datasetId}/exports/{:exportId}/manifest", "files.0.path files.0.url partitioning.partitions.0.url" },
    };

    /// <summary>An entity, and which of its members are times.</summary>
    public static TheoryData<string, string> Times => new()
    {
        { "/users/me", "createdAt updatedAt" },
        { "/projects/{:projectId}", "createdAt updatedAt" },
        { "/datasets/{:datasetId}", "createdAt updatedAt" },
        { "/items/{:itemId}", "createdAt updatedAt" },
        { "/annotations/{:annotationId}", "createdAt updatedAt" },
        { "/recipes/{:recipeId}", "createdAt updatedAt" },
        { "/annotationtasks/{:taskId}", "createdAt updatedAt" },
        { "/commands/{:commandId}", "createdAt updatedAt" },
        { "/features/sets/{:featureSetId}", "createdAt" },
        { "/features/vectors/{:vectorId}", "createdAt" },
        { "/drivers/{:driverId}", "createdAt" },
        { "/datasets/{:datasetId}/exports/{:exportId}/manifest", "exportedAt" },
    };

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Addresses_OfAnEntity_LeadBackToTheServer(string path, string members)
    {
        var answer = (await fixture.World.Owner.GetAsync(fixture.World.Fill(path))).ExpectOk();

        foreach (var address in Read(answer, members))
        {
            var cut = address.IndexOf("/api/v1/", StringComparison.Ordinal);
            Assert.Equal(fixture.Server.Root, address[..cut]);
            (await fixture.World.Owner.GetAsync(address[(cut + "/api/v1".Length)..])).ExpectOk();
        }
    }

    /// <summary>Behind a proxy clients reach the server by another name than it listens on: that name is in every address.</summary>
    [Theory]
    [InlineData("https://venn.example")]
    [InlineData("https://venn.example:8443/")]
    public async Task Addresses_BehindAProxy_BeginWithItsName(string publicUrl)
    {
        await using var server = await TestServer.StartAsync(configure: options => options with
        {
            PublicUrl = publicUrl, AllowedFolders = fixture.Server.Options.AllowedFolders,
        });
        var world = await RouteWorld.CreateAsync(server);

        foreach (var (path, members) in Addresses.Select(row => row.Data))
        {
            Assert.All(
                Read((await world.Owner.GetAsync(world.Fill(path))).ExpectOk(), members),
                address => Assert.StartsWith($"{publicUrl.TrimEnd('/')}/api/v1/", address, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Times))]
    public async Task Times_OfAnEntity_HaveMillisecondsAndZ(string path, string members)
    {
        var answer = (await fixture.World.Owner.GetAsync(fixture.World.Fill(path))).ExpectOk();

        Assert.All(Read(answer, members), time => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", time));
    }

    /// <summary>The exception: a task is due at a number of milliseconds.</summary>
    [Fact]
    public async Task DueDate_OfATask_IsTheNumberThatWasSent() =>
        WireShape.Check(await fixture.World.Owner.GetAsync(fixture.World.Fill("/annotationtasks/{:taskId}")), "dueDate=1795971822351.0261");

    [Theory]
    [InlineData("projectId")]
    [InlineData("datasetId")]
    [InlineData("itemId")]
    [InlineData("directoryId")]
    [InlineData("annotationId")]
    [InlineData("recipeId")]
    [InlineData("ontologyId")]
    [InlineData("taskId")]
    [InlineData("assignmentId")]
    [InlineData("commandId")]
    [InlineData("featureSetId")]
    [InlineData("vectorId")]
    [InlineData("driverId")]
    [InlineData("settingId")]
    [InlineData("orgId")]
    [InlineData("userId")]
    public void Id_OfEverything_Is24HexDigits(string name) => Assert.Matches("^[0-9a-f]{24}$", fixture.World[name]);

    private static IEnumerable<string> Read(ApiAnswer answer, string members) => members.Split(' ').Select(member =>
        member.Split('.').Aggregate(answer.Json, (node, step) => int.TryParse(step, out var index) ? node![index] : node![step])!.GetValue<string>());
}
