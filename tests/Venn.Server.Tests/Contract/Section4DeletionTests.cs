using System.Net;
using Venn.Server.Tests.Routes;

namespace Venn.Server.Tests.Contract;

/// <summary>
/// Section 4 of the wire's contract: every deletion, with the body that the client sends; and that what is gone is gone, by
/// the status that the section 2.3 gives.
/// </summary>
public sealed class Section4DeletionTests(RouteFixture fixture) : IClassFixture<RouteFixture>
{
    /// <summary>What to delete, the body sent, where it is looked for afterwards, and the status there; null: it is looked for in the list.</summary>
    public static TheoryData<string, string?, string, int> Rows => new()
    {
        { "/annotations/{:annotationId}", """{"username": "owner@example.org"}""", "/annotations/{:annotationId}", 404 },
        { "/items/{:itemId}", null, "/items/{:itemId}", 404 },
        { "/items/{:directoryId}", null, "/items/{:itemId}", 404 },
        { "/annotationtasks/{:taskId}", """{"asynced": true}""", "/annotationtasks/{:taskId}", 404 },
        { "/annotationtasks/{:taskId}", """{"asynced": false}""", "/assignments/{:assignmentId}", 404 },
        { "/recipes/{:recipeId}?force=true", null, "/recipes/{:recipeId}", 404 },
        { "/ontologies/{:ontologyId}", null, "/ontologies/{:ontologyId}", 404 },
        { "/features/vectors/{:vectorId}", null, "/features/vectors/{:vectorId}", 404 },
        { "/features/sets/{:featureSetId}", null, "/features/sets/{:featureSetId}", 404 },
        { "/settings/{:settingId}", null, "/settings/{:settingId}", 404 },
        { "/orgs/{:orgId}/integrations/{:integrationId}", null, "/orgs/{:orgId}/integrations/{:integrationId}", 404 },
        { "/projects/{:projectId}/bots/{:botId}", null, "/projects/{:projectId}/bots/{:botId}", 404 },
        { "/datasets/{:datasetId}", null, "/datasets/{:datasetId}", 404 },
        { "/projects/{:projectId}", null, "/datasets/{:datasetId}", 404 },
        { "/projects/{:projectId}", null, "/recipes/{:recipeId}", 404 },
        { "/projects/{:projectId}", null, "/annotationtasks/{:taskId}", 404 },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Deletion_AsTheClientCallsIt_Table(string path, string? body, string looked, int status)
    {
        var world = await RouteWorld.CreateAsync(fixture.Server);
        Assert.Equal(HttpStatusCode.OK, (await world.Owner.GetAsync(world.Fill(looked))).Status);

        var answer = await Section4EndpointTests.SendAsync(world, world.Owner, $"DELETE {path}", body);

        Assert.True((int)answer.Status < 300 && (answer.IsJson || answer.Text.Length == 0), $"{path}: {(int)answer.Status} {answer.Text}");
        Assert.Equal(status, (int)(await world.Owner.GetAsync(world.Fill(looked))).Status);
    }

    /// <summary>What is refused, and what it says: the thing is in use.</summary>
    [Theory]
    [InlineData("/drivers/{:driverId}", "/drivers/{:driverId}", "")]
    [InlineData("/recipes/{:recipeId}", "/recipes/{:recipeId}", "force")]
    public async Task Deletion_OfWhatADatasetUses_Is400(string path, string looked, string says)
    {
        var world = fixture.World;

        var answer = await world.Owner.DeleteAsync(world.Fill(path));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(says, answer.Message, StringComparison.Ordinal);
        (await world.Owner.GetAsync(world.Fill(looked))).ExpectOk();
    }

    [Fact]
    public async Task Member_Removed_IsGone()
    {
        var world = await RouteWorld.CreateAsync(fixture.Server);

        (await world.Owner.DeleteAsync(world.Fill("/projects/{:projectId}/members/{:email}"))).ExpectOk();

        Assert.DoesNotContain(world["email"], (await world.Owner.GetAsync(world.Fill("/projects/{:projectId}/members"))).Text, StringComparison.Ordinal);
    }

    /// <summary>A collection ends by a command, and its marks go with it.</summary>
    [Fact]
    public async Task Collection_Deleted_IsACommandAndTakesTheMarks()
    {
        var world = await RouteWorld.CreateAsync(fixture.Server);
        (await Section4EndpointTests.SendAsync(
            world, world.Owner, "POST /datasets/{:datasetId}/items/collections/bulk-add", """{"query": {"filter": {"id": "{:itemId}"}}, "collections": ["kept"]}""")).ExpectOk();
        WireShape.Check(await world.Owner.GetAsync(world.Fill("/items/{:itemId}")), "metadata.system.collections.c0=true");

        var command = await world.Owner.DeleteAsync(world.Fill("/datasets/{:datasetId}/items/collections/kept"));

        WireShape.Check(command.ExpectOk(), "id status=\"success\" spec:object");
        WireShape.Check(await world.Owner.GetAsync(world.Fill("/items/{:itemId}")), "!metadata.system.collections.c0");
        Assert.Equal("{}", (await world.Owner.GetAsync(world.Fill("/datasets/{:datasetId}/items/collections"))).Text);
    }

    /// <summary>A deletion with a body keeps the rest: of attributes by key, and the last leaves an empty list.</summary>
    [Fact]
    public async Task Attribute_DeletedByABody_LeavesAnEmptyList()
    {
        var world = await RouteWorld.CreateAsync(fixture.Server);
        (await Section4EndpointTests.SendAsync(
            world, world.Owner, "PATCH /ontologies/{:ontologyId}/attributes",
            """{"items": [{"title": "t", "key": "1", "type": "boolean", "scope": ["*"]}], "upsert": true}""")).ExpectOk();

        (await Section4EndpointTests.SendAsync(world, world.Owner, "DELETE /ontologies/{:ontologyId}/attributes", """{"keys": ["1"]}""")).ExpectOk();

        WireShape.Check(await world.Owner.GetAsync(world.Fill("/ontologies/{:ontologyId}")), "metadata.attributes=[]");
    }
}
