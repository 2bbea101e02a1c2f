using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Recipes;

public sealed class RecipeTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Keys = "createdAt creator customActions description examples id instructions metadata ontologyIds "
        + "projectIds title uiSettings updatedAt updatedBy url";

    private readonly ApiClient client = fixture.Server.ClientOf();

    [Fact]
    public async Task Create_Recipe_AnswersExactlyTheKeysOfTheWireAsGetDoes()
    {
        var recipe = await CreateAsync("#recipe1");

        var got = (await client.GetAsync($"/recipes/{recipe.Id}")).ExpectOk();

        Assert.Equal(Keys, got.Keys);
        Assert.Equal(recipe.Text, got.Text);
        Assert.Contains("/api/v1/recipes/", got["url"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_DoubleAmpersandAndTitle_FindsIt()
    {
        var recipe = await CreateAsync("#recipe2");
        var project = recipe["projectIds"]![0]!.GetValue<string>();

        var page = (await client.GetAsync($"/recipes?projects={project}&&title=%23recipe2&pageOffset=0&pageSize=1000")).ExpectOk();

        Assert.Equal("hasNextPage items totalItemsCount totalPagesCount", page.Keys);
        Assert.Equal(recipe.Id, Assert.Single(page["items"]!.AsArray())!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Update_NullsAndReadOnlyFields_ChangeNothing()
    {
        var recipe = await CreateAsync("before");
        var patch = recipe.Json!.DeepClone().AsObject();
        patch["title"] = null;
        patch["creator"] = "else@example.org";
        patch["newField"] = 1;
        patch["metadata"] = new JsonObject { ["system"] = new JsonObject { ["x"] = 1 }, ["mine"] = 2 };

        var answer = (await client.PatchAsync($"/recipes/{recipe.Id}", patch)).ExpectOk();

        Assert.Equal("before", answer["title"]!.GetValue<string>());
        Assert.Equal(TestServer.Owner, answer["creator"]!.GetValue<string>());
        Assert.Equal(Keys, answer.Keys);
        Assert.Equal("""{"system":{},"mine":2}""", answer["metadata"]!.ToJsonString());
    }

    [Fact]
    public async Task Update_SystemTrue_WritesSystemMetadata()
    {
        var recipe = await CreateAsync("system");
        var metadata = new JsonObject { ["system"] = new JsonObject { ["collectionTemplates"] = new JsonArray() } };

        var answer = (await client.PatchAsync($"/recipes/{recipe.Id}?system=true", new JsonObject { ["metadata"] = metadata.DeepClone() })).ExpectOk();

        Assert.Equal(metadata.ToJsonString(), answer["metadata"]!.ToJsonString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Clone_ShallowOrDeep_SharesOrCopiesTheOntology(bool shallow)
    {
        var recipe = await CreateAsync("original");
        var ontology = recipe["ontologyIds"]![0]!.GetValue<string>();

        var clone = (await client.PostAsync($"/recipes/{recipe.Id}/clone", new JsonObject { ["shallow"] = shallow })).ExpectOk();
        var cloned = clone["ontologyIds"]![0]!.GetValue<string>();

        Assert.NotEqual(recipe.Id, clone.Id);
        Assert.Equal(shallow, ontology == cloned);
        (await client.GetAsync($"/ontologies/{cloned}")).ExpectOk();
    }

    [Fact]
    public async Task Delete_Recipe_IsGone()
    {
        var recipe = await CreateAsync("doomed");

        (await client.DeleteAsync($"/recipes/{recipe.Id}")).ExpectOk();

        (await client.GetAsync($"/recipes/{recipe.Id}")).Expect(HttpStatusCode.NotFound);
        (await client.GetAsync("/recipes/some_id")).Expect(HttpStatusCode.BadRequest);
    }

    private async Task<ApiAnswer> CreateAsync(string title)
    {
        var project = await client.CreateProjectAsync(ServerFixture.NewName("recipes"));
        var ontology = (await client.PostAsync("/ontologies", new JsonObject { ["projectIds"] = new JsonArray(project) })).ExpectOk();
        return (await client.PostAsync("/recipes", new JsonObject
        {
            ["title"] = title,
            ["projectIds"] = new JsonArray(project),
            ["ontologyIds"] = new JsonArray(ontology.Id),
            ["uiSettings"] = new JsonObject { ["allowObjectIdAutoAssign"] = true, ["studioV2App"] = true },
        })).Expect(HttpStatusCode.Created);
    }
}
