using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Tasks;

public sealed class TaskTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string AllFiles = """{"filter": {"$and": [{"hidden": false}, {"type": "file"}]}, "page": 0, "pageSize": 1000, "resource": "items"}""";
    private const string Ann = "Ann@Example.org";
    private const string Bob = "bob@example.org";

    private readonly ApiClient client = fixture.Server.ClientOf();

    [Fact]
    public async Task Create_Workload_DividesTheItemsAndEchoesThePayload()
    {
        var (project, dataset, _) = await CreateDatasetAsync(5);

        var command = await CreateTaskAsync(dataset, Payload(project, dataset, Ann, Bob));
        var task = (await client.GetAsync($"/annotationtasks/{command["spec"]!["createdTaskId"]}")).ExpectOk();
        var assignments = await ListAssignmentsAsync(project, task.Id);

        Assert.Equal("success", command["status"]!.GetValue<string>());
        Assert.NotNull(command["spec"]!["createTaskPayload"]);
        Assert.Equal(5, task["totalItems"]!.GetValue<int>());
        Assert.Equal("open", task["status"]!.GetValue<string>());
        Assert.Equal("""{"remaining":5}""", task["itemStatus"]!.ToJsonString());
        Assert.Equal(["ann@example.org", Bob], assignments.Select(assignment => assignment!["annotator"]!.GetValue<string>()));
        Assert.Equal([3, 2], assignments.Select(assignment => assignment!["totalItems"]!.GetValue<int>()));
        Assert.Equal(assignments.Select(assignment => assignment!["id"]!.ToString()), task["assignmentIds"]!.AsArray().Select(id => id!.ToString()));
    }

    [Fact]
    public async Task Create_Query_ComesBackWithASortAndNothingElse()
    {
        var (project, dataset, _) = await CreateDatasetAsync(1);

        var task = await GetCreatedAsync(await CreateTaskAsync(dataset, Payload(project, dataset)));

        var query = JsonNode.Parse(task["query"]!.GetValue<string>())!.AsObject();
        Assert.True(query.Remove("sort"));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(AllFiles), query));
        Assert.Equal("[]", task["assignmentIds"]!.ToJsonString());
    }

    [Theory]
    [InlineData("query", "\"not json\"")]
    [InlineData("query", "\"{\\\"filter\\\": {\\\"a\\\": {\\\"$nonsense\\\": 1}}}\"")]
    [InlineData("name", "null")]
    [InlineData("priority", "9")]
    [InlineData("spec", "{\"type\":\"nonsense\"}")]
    [InlineData("dueDate", "\"tomorrow\"")]
    [InlineData("availableActions", "[{}]")]
    public async Task Create_BadField_Is400AndMakesNothing(string field, string value)
    {
        var (project, dataset, _) = await CreateDatasetAsync(1);
        var payload = Payload(project, dataset, Ann);
        payload[field] = JsonNode.Parse(value);

        (await client.PostAsync("/annotationtasks", payload)).Expect(HttpStatusCode.BadRequest);

        Assert.Equal(0, (await client.PostAsync("/annotationtasks/query", Context(project)))["totalItemsCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task Status_SetAndCleared_StandsInTheItemAndTheCounters()
    {
        var (project, dataset, items) = await CreateDatasetAsync(2);
        var task = await GetCreatedAsync(await CreateTaskAsync(dataset, Payload(project, dataset, Ann)));
        var assignment = (await ListAssignmentsAsync(project, task.Id))[0]!["id"]!.GetValue<string>();

        var byTask = (await client.PostAsync($"/assignments/items/tasks/{task.Id}/status", new JsonObject
        {
            ["itemIds"] = new JsonArray(items[0], "ffffffffffffffffffffffff"),
            ["statusPayload"] = new JsonObject { ["operation"] = "create", ["returnLastStatus"] = true, ["status"] = "completed" },
        })).ExpectOk();
        (await client.PostAsync($"/assignments/{assignment}/items/{items[1]}/status", Status("create", "discard"))).ExpectOk();

        Assert.Equal(items[0], Assert.Single(byTask.Json!.AsObject()).Key);
        var system = (await client.GetAsync($"/items/{items[0]}")).ExpectOk()["metadata"]!["system"]!;
        Assert.Equal(["task", "assignment"], system["refs"]!.AsArray().Select(reference => reference!["type"]!.GetValue<string>()));
        Assert.All(system["refs"]!.AsArray(), reference => Assert.Equal("completed", reference!["metadata"]!["status"]!.GetValue<string>()));
        Assert.Equal("completed", Assert.Single(system["taskStatusLog"]!.AsArray())!["status"]!["status"]!.GetValue<string>());
        var done = (await client.GetAsync($"/annotationtasks/{task.Id}")).ExpectOk();
        Assert.Equal("""{"remaining":0,"completed":1,"discard":1}""", done["itemStatus"]!.ToJsonString());
        Assert.Equal(("completed", 100), (done["status"]!.GetValue<string>(), done["progress"]!.GetValue<int>()));

        (await client.PostAsync($"/assignments/{assignment}/items/{items[1]}/status", Status("delete", "discard"))).ExpectOk();
        Assert.Equal("open", (await client.GetAsync($"/annotationtasks/{task.Id}"))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task AddAndRemove_Items_MakeAndEndAssignments()
    {
        var (project, dataset, items) = await CreateDatasetAsync(4);
        var payload = Payload(project, dataset, Ann);
        payload["query"] = IdQuery(items[0]);
        var task = await GetCreatedAsync(await CreateTaskAsync(dataset, payload));

        var added = await client.PostAsync($"/annotationtasks/{task.Id}/addToTask", new JsonObject
        {
            ["query"] = AllFiles, ["workload"] = new JsonArray(new JsonObject { ["assigneeId"] = Bob, ["load"] = 100 }),
        });
        Assert.NotNull(added.ExpectOk()["spec"]!["addToTaskPayload"]);
        Assert.Equal([1, 3], (await ListAssignmentsAsync(project, task.Id)).Select(assignment => assignment!["totalItems"]!.GetValue<int>()));

        var removed = await client.PostAsync($"/annotationtasks/{task.Id}/removeFromTask", new JsonObject { ["query"] = IdQuery(items[0]) });
        Assert.Equal(task.Id, removed.ExpectOk()["spec"]!["removeFromTaskId"]!.GetValue<string>());
        Assert.Equal(Bob, Assert.Single(await ListAssignmentsAsync(project, task.Id))!["annotator"]!.GetValue<string>());
    }

    [Fact]
    public async Task Reassign_Assignment_MovesItsItemsWithTheirStatus()
    {
        var (project, dataset, items) = await CreateDatasetAsync(2);
        var task = await GetCreatedAsync(await CreateTaskAsync(dataset, Payload(project, dataset, Ann)));
        var old = (await ListAssignmentsAsync(project, task.Id))[0]!["id"]!.GetValue<string>();
        (await client.PostAsync($"/assignments/{old}/items/{items[0]}/status", Status("create", "completed"))).ExpectOk();

        var command = (await client.PostAsync($"/assignments/{old}/reassign", new JsonObject { ["taskId"] = task.Id, ["annotator"] = "New@Example.org" })).ExpectOk();
        var to = command["spec"]!["toAssignment"]!.GetValue<string>();

        var fresh = (await client.GetAsync($"/assignments/{to}")).ExpectOk();
        Assert.Equal("new@example.org", fresh["annotator"]!.GetValue<string>());
        Assert.Equal("""{"remaining":1,"completed":1}""", fresh["itemStatus"]!.ToJsonString());
        (await client.GetAsync($"/assignments/{old}")).Expect(HttpStatusCode.NotFound);
        Assert.Single(await ListAssignmentsAsync(project, task.Id));
    }

    [Fact]
    public async Task Redistribute_Assignment_SpreadsExactlyItsItems()
    {
        var (project, dataset, _) = await CreateDatasetAsync(5);
        var task = await GetCreatedAsync(await CreateTaskAsync(dataset, Payload(project, dataset, Ann)));
        var old = (await ListAssignmentsAsync(project, task.Id))[0]!["id"]!.GetValue<string>();

        var command = (await client.PostAsync($"/assignments/{old}/redistribute", new JsonObject
        {
            ["taskId"] = task.Id, ["workload"] = WorkloadOf("c@example.org", "d@example.org"),
        })).ExpectOk();

        Assert.NotNull(command["spec"]!["workload"]);
        Assert.Equal([3, 2], (await ListAssignmentsAsync(project, task.Id)).Select(assignment => assignment!["totalItems"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Delete_Task_TakesItsReferencesAndAssignmentsAlong()
    {
        var (project, dataset, items) = await CreateDatasetAsync(1);
        var task = await GetCreatedAsync(await CreateTaskAsync(dataset, Payload(project, dataset, Ann)));

        var command = (await client.DeleteAsync($"/annotationtasks/{task.Id}", new JsonObject { ["asynced"] = true })).ExpectOk();

        Assert.Equal(task.Id, command["spec"]!["deleteTaskId"]!.GetValue<string>());
        (await client.GetAsync($"/annotationtasks/{task.Id}")).Expect(HttpStatusCode.NotFound);
        Assert.Empty(await ListAssignmentsAsync(project, task.Id));
        Assert.Equal("[]", (await client.GetAsync($"/items/{items[0]}"))["metadata"]!["system"]!["refs"]!.ToJsonString());
    }

    [Fact]
    public async Task Create_Pulling_GivesEachAssigneeOneBatch()
    {
        var (project, dataset, _) = await CreateDatasetAsync(7);
        var payload = Payload(project, dataset);
        payload["metadata"] = JsonNode.Parse("""{"system":{"batchSize":2,"maxBatchWorkload":5,"allowedAssignees":["ann@example.org","bob@example.org"]}}""");

        var task = await GetCreatedAsync(await CreateTaskAsync(dataset, payload));

        Assert.Equal(7, task["totalItems"]!.GetValue<int>());
        Assert.Equal([2, 2], (await ListAssignmentsAsync(project, task.Id)).Select(assignment => assignment!["totalItems"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Pulling_StatusSet_GivesTheNextBatchWhenItFits()
    {
        var (project, dataset, items) = await CreateDatasetAsync(7);
        var payload = Payload(project, dataset);
        payload["metadata"] = JsonNode.Parse("""{"system":{"batchSize":2,"maxBatchWorkload":3,"allowedAssignees":["ann@example.org","bob@example.org"]}}""");
        var task = await GetCreatedAsync(await CreateTaskAsync(dataset, payload));
        var ann = (await ListAssignmentsAsync(project, task.Id))[0]!["id"]!.GetValue<string>();
        var commits = await CountCommitsAsync(dataset);

        // Two open: one of them done leaves one, and 1 + 2 fits below 3.
        (await client.PostAsync($"/assignments/{ann}/items/{items[0]}/status", Status("create", "completed"))).ExpectOk();
        Assert.Equal([4, 2], await CountItemsAsync(project, task.Id));
        Assert.Equal(commits + 1, await CountCommitsAsync(dataset));

        // Three open: one done leaves two, and 2 + 2 does not fit.
        (await client.PostAsync($"/assignments/{ann}/items/{items[1]}/status", Status("create", "completed"))).ExpectOk();
        Assert.Equal([4, 2], await CountItemsAsync(project, task.Id));

        // The last item goes out by itself, by the task's own route too; then nothing waits, and clearing gives nothing back.
        (await client.PostAsync($"/assignments/items/tasks/{task.Id}/status", new JsonObject
        {
            ["itemIds"] = new JsonArray(items[2], items[3]), ["statusPayload"] = Status("create", "completed"),
        })).ExpectOk();
        Assert.Equal([4, 3], await CountItemsAsync(project, task.Id));
        (await client.PostAsync($"/assignments/{ann}/items/{items[0]}/status", Status("delete", "completed"))).ExpectOk();
        Assert.Equal([4, 3], await CountItemsAsync(project, task.Id));
    }

    [Fact]
    public async Task Pulling_ItemsAdded_WaitOrGoToWhoHasRoom()
    {
        var (project, dataset, items) = await CreateDatasetAsync(5);
        var payload = Payload(project, dataset);
        payload["query"] = IdQuery(items[0]);
        payload["metadata"] = JsonNode.Parse("""{"system":{"batchSize":2,"allowedAssignees":["ann@example.org","bob@example.org"]}}""");
        var task = await GetCreatedAsync(await CreateTaskAsync(dataset, payload));
        Assert.Equal([1, 0], await CountItemsAsync(project, task.Id));

        (await client.PostAsync($"/annotationtasks/{task.Id}/addToTask", new JsonObject { ["query"] = AllFiles })).ExpectOk();

        Assert.Equal([1, 2], await CountItemsAsync(project, task.Id));
        Assert.Equal(5, (await client.GetAsync($"/annotationtasks/{task.Id}"))["totalItems"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("""{"batchSize":0}""", "batchSize")]
    [InlineData("""{"batchSize":2.5}""", "batchSize")]
    [InlineData("""{"batchSize":5,"maxBatchWorkload":4}""", "maxBatchWorkload")]
    public async Task Create_PullingThatCannotBe_Is400ThatNamesTheField(string system, string field)
    {
        var (project, dataset, _) = await CreateDatasetAsync(1);
        var payload = Payload(project, dataset, Ann);
        payload["metadata"] = new JsonObject { ["system"] = JsonNode.Parse(system) };

        Assert.Contains($"metadata.system.{field}", (await client.PostAsync("/annotationtasks", payload)).Expect(HttpStatusCode.BadRequest).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counters_ReviewedAnnotations_StandInTaskAndAssignment()
    {
        var (project, dataset, items) = await CreateDatasetAsync(3);
        var payload = Payload(project, dataset, Ann, Bob);
        payload["query"] = $$$"""{"filter": {"$and": [{"id": {"$in": ["{{{items[0]}}}", "{{{items[1]}}}"]}}]}, "resource": "items"}""";
        var task = await GetCreatedAsync(await CreateTaskAsync(dataset, payload));
        Assert.Equal((0, 0), (task["issues"]!.GetValue<int>(), task["forReview"]!.GetValue<int>()));
        Assert.Null(task["annotationStatus"]);

        await ReviewAsync(items[0], "issue");
        await ReviewAsync(items[0], "review");
        await ReviewAsync(items[1], "issue");
        await ReviewAsync(items[1], "approved");
        await ReviewAsync(items[2], "issue");

        var counted = (await client.GetAsync($"/annotationtasks/{task.Id}")).ExpectOk();
        Assert.Equal((2, 1), (counted["issues"]!.GetValue<int>(), counted["forReview"]!.GetValue<int>()));
        Assert.Equal("""{"issue":2,"review":1,"approved":1}""", counted["annotationStatus"]!.ToJsonString());
        var assignments = await ListAssignmentsAsync(project, task.Id);
        Assert.Equal([(1, 1), (1, 0)], assignments.Select(a => (a!["issues"]!.GetValue<int>(), a["forReview"]!.GetValue<int>())));
    }

    private async Task ReviewAsync(string item, string status)
    {
        var made = (await client.PostTextAsync($"/items/{item}/annotations", """{"type":"class","label":"x"}""")).ExpectOk();
        (await client.PutAsync($"/annotations/{made.Json![0]!["id"]}?system=true", JsonNode.Parse(
            $$$"""{"metadata":{"system":{"status":"{{{status}}}"} } }"""))).ExpectOk();
    }

    private async Task<IEnumerable<int>> CountItemsAsync(string project, string task) =>
        (await ListAssignmentsAsync(project, task)).Select(assignment => assignment!["totalItems"]!.GetValue<int>());

    private async Task<int> CountCommitsAsync(string dataset) =>
        (await client.GetAsync($"/datasets/{dataset}/commits")).ExpectOk()["totalItemsCount"]!.GetValue<int>();

    [Fact]
    public async Task Create_Qualification_CopiesEveryItemForEachAssignee()
    {
        var (project, dataset, _) = await CreateDatasetAsync(3);
        var payload = Payload(project, dataset, Ann, Bob);
        payload["metadata"] = JsonNode.Parse("""{"system":{"consensusTaskType":"qualification"}}""");

        var task = await GetCreatedAsync(await CreateTaskAsync(dataset, payload));
        var hidden = await client.PostAsync($"/datasets/{dataset}/query", JsonNode.Parse("""{"filter":{"$and":[{"hidden":true},{"type":"file"}]},"resource":"items"}"""));

        Assert.Equal(9, task["totalItems"]!.GetValue<int>());
        Assert.Equal(6, hidden.ExpectOk()["totalItemsCount"]!.GetValue<int>());
        Assert.All(hidden["items"]!.AsArray(), copy => Assert.NotNull(copy!["srcItem"]));
    }

    [Fact]
    public async Task Query_Fields_FindTasks()
    {
        var (project, dataset, _) = await CreateDatasetAsync(1);
        var task = await GetCreatedAsync(await CreateTaskAsync(dataset, Payload(project, dataset, Ann)));
        await CreateTaskAsync(dataset, Payload(project, dataset));

        async Task<int> CountAsync(string filter)
        {
            var query = Context(project);
            query["filter"] = JsonNode.Parse(filter);
            return (await client.PostAsync("/annotationtasks/query", query)).ExpectOk()["totalItemsCount"]!.GetValue<int>();
        }

        Assert.Equal(2, await CountAsync("""{"$and":[{"name":"label night"}]}"""));
        Assert.Equal(0, await CountAsync("""{"$and":[{"name":"else"}]}"""));
        Assert.Equal(2, await CountAsync("""{"$and":[{"dueDate":{"$gt":1000}},{"dueDate":{"$lt":9000000000000}}]}"""));
        Assert.Equal(1, await CountAsync($$$"""{"$and":[{"assignmentIds":{"$in":["{{{task["assignmentIds"]![0]}}}"]}}]}"""));
    }

    [Fact]
    public async Task Stranger_TasksAndAssignments_AreNotFound()
    {
        var (project, dataset, items) = await CreateDatasetAsync(1);
        var task = await GetCreatedAsync(await CreateTaskAsync(dataset, Payload(project, dataset, Ann)));
        var assignment = (await ListAssignmentsAsync(project, task.Id))[0]!["id"]!.GetValue<string>();
        var stranger = fixture.Server.ClientOf(ServerFixture.NewEmail("stranger"));

        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, $"/annotationtasks/{task.Id}"), (HttpMethod.Patch, $"/annotationtasks/{task.Id}"),
            (HttpMethod.Delete, $"/annotationtasks/{task.Id}"), (HttpMethod.Post, $"/annotationtasks/{task.Id}/addToTask"),
            (HttpMethod.Post, $"/annotationtasks/{task.Id}/removeFromTask"), (HttpMethod.Post, "/annotationtasks"),
            (HttpMethod.Get, $"/assignments/{assignment}"), (HttpMethod.Patch, $"/assignments/{assignment}"),
            (HttpMethod.Post, $"/assignments/{assignment}/reassign"), (HttpMethod.Post, $"/assignments/{assignment}/redistribute"),
            (HttpMethod.Post, $"/assignments/{assignment}/items/{items[0]}/status"), (HttpMethod.Post, $"/assignments/items/tasks/{task.Id}/status"),
        })
        {
            var answer = await stranger.SendAsync(method, path, Payload(project, dataset, Ann));
            Assert.True(answer.Status == HttpStatusCode.NotFound, $"{method} {path}: {answer.Text}");
        }

        Assert.Equal(0, (await stranger.PostAsync("/annotationtasks/query", Context(project)))["totalItemsCount"]!.GetValue<int>());
        Assert.Equal(0, (await stranger.GetAsync($"/assignments?projects={project}"))["totalItemsCount"]!.GetValue<int>());
        (await client.GetAsync("/annotationtasks/111111111111")).Expect(HttpStatusCode.NotFound);
    }

    private static JsonObject Status(string operation, string status) => new() { ["operation"] = operation, ["status"] = status };

    private static JsonObject Context(string project) =>
        new() { ["filter"] = new JsonObject(), ["resource"] = "tasks", ["context"] = new JsonObject { ["projectIds"] = new JsonArray(project) } };

    private static string IdQuery(string id) => $$$"""{"filter": {"$and": [{"id": {"$in": ["{{{id}}}"]}}]}, "resource": "items"}""";

    private static JsonArray WorkloadOf(params string[] annotators) => new([.. annotators.Select(annotator =>
        new JsonObject { ["assigneeId"] = annotator, ["load"] = 100.0 / annotators.Length })]);

    private static JsonObject Payload(string project, string dataset, params string[] annotators)
    {
        var payload = new JsonObject
        {
            ["name"] = "label night", ["query"] = AllFiles, ["taskOwner"] = TestServer.Owner, ["spec"] = new JsonObject { ["type"] = "annotation" },
            ["datasetId"] = dataset, ["projectId"] = project, ["assignmentIds"] = new JsonArray(), ["recipeId"] = null,
            ["dueDate"] = 1795971822351.0261, ["asynced"] = true, ["priority"] = 2,
        };
        if (annotators.Length > 0)
        {
            payload["workload"] = WorkloadOf(annotators);
        }

        return payload;
    }

    private async Task<JsonNode> CreateTaskAsync(string dataset, JsonObject payload)
    {
        payload["datasetId"] = dataset;
        var command = (await client.PostAsync("/annotationtasks", payload)).ExpectOk();
        for (var polls = 0; command["status"]!.GetValue<string>() == "in-progress" && polls < 100; polls++)
        {
            await Task.Delay(100);
            command = (await client.GetAsync($"/commands/{command.Id}")).ExpectOk();
        }

        Assert.True(command["status"]!.GetValue<string>() == "success", command.Text);
        return command.Json!;
    }

    private async Task<ApiAnswer> GetCreatedAsync(JsonNode command) =>
        (await client.GetAsync($"/annotationtasks/{command["spec"]!["createdTaskId"]}")).ExpectOk();

    private async Task<JsonArray> ListAssignmentsAsync(string project, string task) =>
        (await client.GetAsync($"/assignments?projects={project}&pageSize=500&taskId={task}")).ExpectOk()["items"]!.AsArray();

    private async Task<(string Project, string Dataset, List<string> Items)> CreateDatasetAsync(int itemCount)
    {
        var project = await client.CreateProjectAsync(ServerFixture.NewName("tasks"));
        var dataset = (await client.PostAsync("/datasets", new JsonObject
        {
            ["name"] = "night", ["projects"] = new JsonArray(project), ["createDefaultRecipe"] = true,
        })).ExpectOk().Id;
        var items = new List<string>();
        for (var index = 0; index < itemCount; index++)
        {
            using var form = new MultipartFormDataContent
            {
                { new StringContent("file"), "type" },
                { new StringContent($"/{index}.txt"), "path" },
                { new ByteArrayContent(Encoding.UTF8.GetBytes($"{index}")), "file", $"{index}.txt" },
            };
            items.Add((await client.SendAsync(HttpMethod.Post, $"/datasets/{dataset}/items?mode=skip", form)).ExpectOk().Id);
        }

        return (project, dataset, items);
    }
}
