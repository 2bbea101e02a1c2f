using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Projects;

public sealed class ProjectTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Form = "application/x-www-form-urlencoded";

    private readonly ApiClient client = fixture.Server.ClientOf();

    [Fact]
    public async Task Create_Form_AnswersTheProjectAsGetDoes()
    {
        var name = ServerFixture.NewName("roadside #1");
        var created = await client.PostTextAsync("/projects", $"name={Uri.EscapeDataString(name)}", Form);

        var got = (await client.GetAsync($"/projects/{created.Id}")).ExpectOk();

        Assert.Equal(created.Text, got.Text);
        Assert.Equal(
            "account archived contributors createdAt creator featureConstraints id isBlocked name org role updatedAt", got.Keys);
        Assert.Equal(name, got["name"]!.GetValue<string>());
        Assert.Equal("owner", got["contributors"]![0]!["role"]!.GetValue<string>());
        Assert.Equal("id name", string.Join(' ', got["org"]!.AsObject().Select(member => member.Key)));
    }

    [Fact]
    public async Task Create_NameOfOnesOwn_Is400()
    {
        var name = ServerFixture.NewName("twice");
        await client.CreateProjectAsync(name);

        var answer = await client.PostTextAsync("/projects", $"name={name}", Form);

        Assert.Contains("Failed to create project", answer.Expect(HttpStatusCode.BadRequest).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_SameNameManyTimesAtOnce_MakesOne()
    {
        var name = ServerFixture.NewName("race");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.PostTextAsync("/projects", $"name={name}", Form)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("¤¶§!#$")]
    [InlineData("")]
    [InlineData("a/b")]
    public async Task Create_IllegalName_Is400(string name) =>
        (await client.PostTextAsync("/projects", $"name={Uri.EscapeDataString(name)}", Form)).Expect(HttpStatusCode.BadRequest);

    [Fact]
    public async Task GetByName_EncodedName_IsAnArrayOfIt()
    {
        var name = ServerFixture.NewName("!@#$%^&*()_+-[]|.,");
        var id = await client.CreateProjectAsync(name);

        var found = (await client.GetAsync($"/projects/{Uri.EscapeDataString(name)}/name")).ExpectOk();

        Assert.Equal(id, Assert.Single(found.Json!.AsArray())!["id"]!.GetValue<string>());
        (await client.GetAsync("/projects/no%20such%20thing/name")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Update_Name_IsTheNewName()
    {
        var id = await client.CreateProjectAsync(ServerFixture.NewName("before"));
        var name = ServerFixture.NewName("after");

        var answer = (await client.PatchAsync($"/projects/{id}", new JsonObject { ["name"] = name, ["id"] = "x", ["newField"] = 1 })).ExpectOk();

        Assert.Equal(name, answer["name"]!.GetValue<string>());
        Assert.Equal(id, answer.Id);
        Assert.Null(answer["newField"]);
    }

    [Fact]
    public async Task Delete_Project_TakesItsRecipesAlong()
    {
        var id = await client.CreateProjectAsync(ServerFixture.NewName("doomed"));
        var recipe = await client.PostAsync("/recipes", new JsonObject { ["title"] = "r", ["projectIds"] = new JsonArray(id) });

        (await client.DeleteAsync($"/projects/{id}")).ExpectOk();

        (await client.GetAsync($"/projects/{id}")).Expect(HttpStatusCode.NotFound);
        (await client.GetAsync($"/recipes/{recipe.Id}")).Expect(HttpStatusCode.NotFound);
    }
}
