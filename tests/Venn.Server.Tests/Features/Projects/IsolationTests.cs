using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Projects;

/// <summary>What one is no member of does not exist; what one may see but not do is forbidden.</summary>
public sealed class IsolationTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly ApiClient owner = fixture.Server.ClientOf();

    [Fact]
    public async Task Stranger_ProjectRecipeOntology_AreNotFound()
    {
        var project = await owner.CreateProjectAsync(ServerFixture.NewName("mine"));
        var ontology = await owner.PostAsync("/ontologies", new JsonObject { ["projectIds"] = new JsonArray(project) });
        var recipe = await owner.PostAsync("/recipes", new JsonObject { ["projectIds"] = new JsonArray(project) });
        var stranger = fixture.Server.ClientOf(ServerFixture.NewEmail("stranger"));

        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, $"/projects/{project}"), (HttpMethod.Patch, $"/projects/{project}"), (HttpMethod.Delete, $"/projects/{project}"),
            (HttpMethod.Get, $"/projects/{project}/members"), (HttpMethod.Post, $"/projects/{project}/members/a@b.c"),
            (HttpMethod.Get, $"/projects/{project}/bots"), (HttpMethod.Post, $"/projects/{project}/bots"),
            (HttpMethod.Get, $"/recipes/{recipe.Id}"), (HttpMethod.Patch, $"/recipes/{recipe.Id}"), (HttpMethod.Delete, $"/recipes/{recipe.Id}"),
            (HttpMethod.Post, $"/recipes/{recipe.Id}/clone"),
            (HttpMethod.Get, $"/ontologies/{ontology.Id}"), (HttpMethod.Put, $"/ontologies/{ontology.Id}"),
            (HttpMethod.Patch, $"/ontologies/{ontology.Id}/labels"), (HttpMethod.Delete, $"/ontologies/{ontology.Id}"),
        })
        {
            var body = new JsonObject { ["labelsNode"] = new JsonArray(), ["name"] = "x", ["role"] = "owner" };
            var answer = await stranger.SendAsync(method, path, body);
            Assert.True(answer.Status == HttpStatusCode.NotFound, $"{method} {path}: {answer.Text}");
        }

        Assert.Empty((await stranger.GetAsync("/projects")).Json!.AsArray());
        Assert.Equal(0, (await stranger.GetAsync($"/recipes?projects={project}"))["totalItemsCount"]!.GetValue<int>());
        Assert.Equal(0, (await stranger.GetAsync($"/ontologies?projects={project}"))["totalItemsCount"]!.GetValue<int>());
        Assert.Single((await stranger.GetAsync($"/orgs/{(await stranger.GetAsync("/orgs")).Json![0]!["id"]}/members")).Json!.AsArray());
    }

    [Fact]
    public async Task Stranger_MakingThingsInAForeignProject_IsForbidden()
    {
        var project = await owner.CreateProjectAsync(ServerFixture.NewName("mine"));
        var stranger = fixture.Server.ClientOf(ServerFixture.NewEmail("stranger"));

        foreach (var path in new[] { "/recipes", "/ontologies" })
        {
            (await stranger.PostAsync(path, new JsonObject { ["projectIds"] = new JsonArray(project) })).Expect(HttpStatusCode.Forbidden);
            (await stranger.PostAsync(path, new JsonObject { ["projectIds"] = new JsonArray("some_project_id") })).Expect(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task Annotator_ReadsButMayNotChange()
    {
        var project = await owner.CreateProjectAsync(ServerFixture.NewName("shared"));
        var recipe = await owner.PostAsync("/recipes", new JsonObject { ["projectIds"] = new JsonArray(project) });
        var email = ServerFixture.NewEmail("Annotator");
        (await owner.PostAsync($"/projects/{project}/members/{email}", new JsonObject { ["role"] = "annotator" })).ExpectOk();
        var annotator = fixture.Server.ClientOf(email);

        Assert.Equal("annotator", (await annotator.GetAsync($"/projects/{project}")).ExpectOk()["role"]!.GetValue<string>());
        (await annotator.GetAsync($"/recipes/{recipe.Id}")).ExpectOk();
        (await annotator.PatchAsync($"/recipes/{recipe.Id}", new JsonObject { ["title"] = "x" })).Expect(HttpStatusCode.Forbidden);
        (await annotator.DeleteAsync($"/projects/{project}")).Expect(HttpStatusCode.Forbidden);
        (await annotator.PostAsync($"/projects/{project}/members/{email}", new JsonObject { ["role"] = "owner" })).Expect(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Members_LastOwner_CannotLeaveOrStepDown()
    {
        var project = await owner.CreateProjectAsync(ServerFixture.NewName("held"));

        (await owner.DeleteAsync($"/projects/{project}/members/{TestServer.Owner}")).Expect(HttpStatusCode.BadRequest);
        (await owner.PatchAsync($"/projects/{project}/members/{TestServer.Owner}", new JsonObject { ["role"] = "annotator" }))
            .Expect(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("king")]
    [InlineData(null)]
    public async Task Members_UnknownRole_Is400(string? role)
    {
        var project = await owner.CreateProjectAsync(ServerFixture.NewName("roles"));

        (await owner.PostAsync($"/projects/{project}/members/a@b.c", new JsonObject { ["role"] = role })).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Members_AddChangeRemove_AreListed()
    {
        var project = await owner.CreateProjectAsync(ServerFixture.NewName("members"));
        var email = ServerFixture.NewEmail("Bob");

        (await owner.PostAsync($"/projects/{project}/members/{email}", new JsonObject { ["role"] = "engineer" })).ExpectOk();
        (await owner.PatchAsync($"/projects/{project}/members/{email}", new JsonObject { ["role"] = "annotationManager" })).ExpectOk();
        var members = (await owner.GetAsync($"/projects/{project}/members")).ExpectOk().Json!.AsArray();
        (await owner.DeleteAsync($"/projects/{project}/members/{email}")).ExpectOk();

        Assert.Equal(["owner", "annotationManager"], members.Select(member => member!["role"]!.GetValue<string>()));
        Assert.Equal(email.ToLowerInvariant(), members[1]!["email"]!.GetValue<string>());
        Assert.Single((await owner.GetAsync($"/projects/{project}/members")).Json!.AsArray());
        (await fixture.Server.ClientOf(email).GetAsync($"/projects/{project}")).Expect(HttpStatusCode.NotFound);
    }
}
