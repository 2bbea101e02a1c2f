using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;
using Venn.Server.Tests.Routes;

namespace Venn.Server.Tests.Contract;

/// <summary>Section 2.1 and 2.5 of the wire's contract: bodies with nulls and unknown keys; pages of every list, by number and by key.</summary>
public sealed class Section2BodyTests(RouteFixture fixture) : IClassFixture<RouteFixture>
{
    /// <summary>Entities that the client sends back whole, with null for what it does not know.</summary>
    [Theory]
    [InlineData("PATCH", "/projects/{:projectId}")]
    [InlineData("PATCH", "/datasets/{:datasetId}")]
    [InlineData("PATCH", "/datasets/{:datasetId}?system=true")]
    [InlineData("PATCH", "/recipes/{:recipeId}")]
    [InlineData("PATCH", "/recipes/{:recipeId}?system=true")]
    [InlineData("PUT", "/ontologies/{:ontologyId}")]
    [InlineData("PATCH", "/annotationtasks/{:taskId}")]
    [InlineData("PATCH", "/annotationtasks/{:taskId}?system=true")]
    [InlineData("PATCH", "/assignments/{:assignmentId}")]
    [InlineData("PATCH", "/features/sets/{:featureSetId}")]
    public async Task Update_NullForEverything_ChangesNothing(string method, string path)
    {
        var before = await ReadAsync(path);
        var sent = new JsonObject(before.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)null))) { ["newField"] = 1 };

        var answer = await fixture.World.Owner.SendAsync(new HttpMethod(method), fixture.World.Fill(path), sent);

        answer.ExpectOk();
        Assert.Equal(Steady(before), Steady(await ReadAsync(path)));
    }

    /// <summary>The server's own members are its own, whatever is sent, and what nobody knows is not kept.</summary>
    [Theory]
    [InlineData("PATCH", "/projects/{:projectId}", "id org contributors createdAt creator role")]
    [InlineData("PATCH", "/datasets/{:datasetId}?system=true", "id url creator createdAt itemsCount annotationsCount annotated directoryTree items readonly isSyncing projects")]
    [InlineData("PATCH", "/items/{:itemId}?system=true", "id url creator createdAt stream thumbnail annotations dataset datasetId type spec dir name annotated annotationsCount")]
    [InlineData("PUT", "/annotations/{:annotationId}?system=true", "id url creator createdAt item dataset datasetId itemId")]
    [InlineData("PATCH", "/recipes/{:recipeId}?system=true", "id url creator createdAt")]
    [InlineData("PUT", "/ontologies/{:ontologyId}?system=true", "id url creator")]
    [InlineData("PATCH", "/annotationtasks/{:taskId}?system=true", "id url creator createdAt assignmentIds itemStatus totalItems issues forReview progress projectId datasetId")]
    [InlineData("PATCH", "/assignments/{:assignmentId}?system=true", "id url projectId createdAt itemStatus totalItems issues forReview")]
    [InlineData("PATCH", "/features/sets/{:featureSetId}", "id url creator createdAt project size")]
    public async Task Update_OfWhatIsTheServers_ChangesNothing(string method, string path, string owned)
    {
        var before = await ReadAsync(path);
        var sent = JsonNode.Parse(before.ToJsonString())!.AsObject();
        foreach (var own in owned.Split(' '))
        {
            sent[own] = before[own]!.GetValueKind() switch
            {
                System.Text.Json.JsonValueKind.String => "altered",
                System.Text.Json.JsonValueKind.Number => 12345,
                System.Text.Json.JsonValueKind.True => false,
                System.Text.Json.JsonValueKind.False => true,
                _ => new JsonArray(),
            };
        }

        sent["newField"] = 1;

        (await fixture.World.Owner.SendAsync(new HttpMethod(method), fixture.World.Fill(path), sent)).ExpectOk();

        Assert.Equal(Steady(before), Steady(await ReadAsync(path)));
    }

    /// <summary>Every list that has pages counts alone when none is asked for, and is cut by number.</summary>
    [Theory]
    [InlineData("/datasets/query", "")]
    [InlineData("/datasets/{:datasetId}/query", """, "resource": "items" """)]
    [InlineData("/datasets/{:datasetId}/query", """, "resource": "annotations" """)]
    [InlineData("/annotationtasks/query", """, "resource": "tasks" """)]
    [InlineData("/features/sets/query", """, "resource": "feature_sets" """)]
    [InlineData("/features/vectors/query", """, "resource": "feature_vectors" """)]
    [InlineData("/settings/query", """, "resource": "setting" """)]
    public async Task Page_OfEveryQuery_Table(string path, string more)
    {
        path = fixture.World.Fill(path);
        var whole = await PageAsync(path, more, "");
        var total = whole["totalItemsCount"]!.GetValue<int>();
        Assert.True(total > 0, whole.Text);
        Assert.Equal(total, whole["items"]!.AsArray().Count);

        WireShape.Check(await PageAsync(path, more, """, "pageSize": 0"""), $"totalItemsCount={total} totalPagesCount=0 hasNextPage=false items=[]");
        var seen = new List<string>();
        for (var page = 0; page < total; page++)
        {
            var one = await PageAsync(path, more, $$""", "page": {{page}}, "pageSize": 1""");
            Assert.Equal("hasNextPage items totalItemsCount totalPagesCount", one.Keys);
            var hasNext = page < total - 1 ? "true" : "false";
            WireShape.Check(one, $"totalItemsCount={total} totalPagesCount={total} hasNextPage={hasNext}");
            seen.Add(Assert.Single(one["items"]!.AsArray())!["id"]!.GetValue<string>());
        }

        Assert.Equal(total, seen.Distinct().Count());
        WireShape.Check(await PageAsync(path, more, $$""", "page": {{total}}, "pageSize": 1"""), $"totalItemsCount={total} hasNextPage=false items=[]");
    }

    /// <summary>By key: what the client pages so, both ways; the counts of later pages are what remains.</summary>
    [Theory]
    [InlineData("items", "ascending", "$gt")]
    [InlineData("items", "descending", "$lt")]
    [InlineData("annotations", "ascending", "$gt")]
    [InlineData("annotations", "descending", "$lt")]
    [InlineData("feature_vectors", "ascending", "$gt")]
    [InlineData("feature_vectors", "descending", "$lt")]
    public async Task Keyset_OfEveryResource_SeesEachOnceInOrder(string resource, string direction, string after)
    {
        var world = await DatasetWorld.CreateAsync(fixture.Server);
        var path = await FillAsync(world, resource);
        var seen = new List<string>();
        for (var more = true; more;)
        {
            var key = seen.Count == 0 ? "" : $$""", {"id": {"{{after}}": "{{seen[^1]}}"} }""";
            var page = (await world.Client.PostTextAsync(path, $$"""
                {"resource": "{{resource}}", "filter": {"$and": [{"id": {"$exists": true} }{{key}}]}, "page": 0, "pageSize": 2,
                 "sort": {"id": "{{direction}}"}, "context": {"projects": ["{{world.ProjectId}}"]} }
                """)).ExpectOk();
            Assert.Equal(5 - seen.Count, page["totalItemsCount"]!.GetValue<int>());
            seen.AddRange(page["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
            more = page["hasNextPage"]!.GetValue<bool>();
        }

        Assert.Equal(5, seen.Count);
        var ordered = seen.Order(StringComparer.Ordinal).ToList();
        Assert.Equal(direction == "ascending" ? ordered : Enumerable.Reverse(ordered), seen);
    }

    /// <summary>All but who wrote last, and when.</summary>
    private static string Steady(JsonObject entity)
    {
        var steady = JsonNode.Parse(entity.ToJsonString())!.AsObject();
        steady.Remove("updatedAt");
        steady.Remove("updatedBy");
        // An opaque one, of the very bytes of the geometry: blanks too.
        steady.Remove("hash");
        return steady.ToJsonString();
    }

    private async Task<JsonObject> ReadAsync(string path) =>
        (await fixture.World.Owner.GetAsync(fixture.World.Fill(path).Split('?')[0])).ExpectOk().Json!.AsObject();

    private async Task<ApiAnswer> PageAsync(string path, string more, string paging) => (await fixture.World.Owner.PostTextAsync(
        path, fixture.World.Fill($$"""{"filter": {}, "context": {"projects": ["{:projectId}"], "projectIds": ["{:projectId}"]}{{more}}{{paging}} }"""))).ExpectOk();

    private static async Task<string> FillAsync(DatasetWorld world, string resource)
    {
        var item = await world.AddFileAsync("/0.txt");
        switch (resource)
        {
            case "items":
                for (var i = 1; i < 5; i++)
                {
                    await world.AddFileAsync($"/{i}.txt");
                }

                break;
            case "annotations":
                await world.AnnotateAsync(item, "a", "b", "c", "d", "e");
                break;
            default:
                var set = (await world.Client.PostAsync("/features/sets", new JsonObject
                {
                    ["name"] = "s", ["size"] = 1, ["type"] = "embedding", ["entityType"] = "item", ["project"] = world.ProjectId,
                })).ExpectOk().Json![0]!["id"]!.GetValue<string>();
                (await world.Client.PostAsync("/features/vectors", new JsonArray([.. Enumerable.Range(0, 5).Select(i => new JsonObject
                {
                    ["entityId"] = $"e{i}", ["value"] = new JsonArray(i), ["datasetId"] = world.DatasetId, ["project"] = world.ProjectId, ["featureSetId"] = set,
                })]))).ExpectOk();
                return "/features/vectors/query";
        }

        return $"/datasets/{world.DatasetId}/query";
    }
}
