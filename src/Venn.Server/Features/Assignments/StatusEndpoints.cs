using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Writing;
using Venn.Server.Features.Datasets;
using Venn.Server.Features.Tasks;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Assignments;

/// <summary>Routes that set and clear the statuses of items in tasks.</summary>
internal static class StatusEndpoints
{
    private const int StatusLengthMax = 100;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/assignments/items/tasks/{taskId}/status", SetByTaskAsync)
            .WithSummary("Sets or clears items' status in a task: {itemIds, statusPayload: {operation, status}}; answers an object by item id.");
        api.MapPost("/assignments/{id}/items/{itemId}/status", SetByAssignmentAsync)
            .WithSummary("Sets or clears an item's status in an assignment: {operation, status}.");
    }

    private static async Task<IResult> SetByTaskAsync(
        HttpContext context, string taskId, ProjectAccess access, Documents documents, VersionStore store)
    {
        var task = TaskEndpoints.Require(context, taskId, access, ProjectRole.Annotator);
        var request = await JsonBody.ReadObjectAsync(context);
        var itemIds = request.GetTexts("itemIds") ?? throw ApiException.BadRequest("itemIds is missing: give an array of item ids.");
        var change = Read(request.GetObject("statusPayload") ?? throw ApiException.BadRequest("statusPayload is missing."));
        var dataset = RequireDataset(task, store);
        // An id of another dataset, or no id at all, is the id of no item here: the answer leaves it out.
        var wanted = itemIds.Distinct()
            .Select(id => (Id: id, IsKnown: WireId.TryParse(id, out var owner, out var number) && owner == dataset.Ordinal, Lineage: new Lineage(number)))
            .Where(entry => entry.IsKnown).ToList();
        var done = await SetAsync(dataset, task, null, change, wanted, context.GetCaller(), documents, store);
        return WireJson.Result(done);
    }

    private static async Task<IResult> SetByAssignmentAsync(
        HttpContext context, string id, string itemId, ProjectAccess access, Documents documents, VersionStore store)
    {
        var assignment = AssignmentEndpoints.Require(context, id, access, ProjectRole.Annotator);
        var (owner, number) = WireId.Parse(itemId, "item");
        var change = Read(await JsonBody.ReadObjectAsync(context));
        var task = documents.Find(Kinds.Task, AssignmentMapping.TaskIdOf(assignment))
            ?? throw ApiException.NotFound($"The task of the assignment {id} is gone.");
        var dataset = RequireDataset(task, store);
        var done = owner == dataset.Ordinal
            ? await SetAsync(dataset, task, assignment.Id, change, [(itemId, true, new Lineage(number))], context.GetCaller(), documents, store)
            : [];
        return done.Count > 0
            ? WireJson.Result(done[itemId]!.DeepClone())
            : throw ApiException.NotFound($"Item not found in the assignment {id}. id: {itemId}");
    }

    private static async Task<JsonObject> SetAsync(
        Dataset dataset, Document task, string? assignmentId, (bool IsSet, string Status) change,
        List<(string Id, bool IsKnown, Lineage Lineage)> items, Caller caller, Documents documents, VersionStore store)
    {
        var pulling = change.IsSet ? Pulling.Of(task) : null;
        // What is given out must go to assignments that are there: nobody changes them meanwhile.
        using var held = pulling is null ? null : await documents.LockAsync(Kinds.Task, task.Id);
        task = documents.Find(Kinds.Task, task.Id) ?? task;
        return await dataset.WriteAsync(
            new CommitInfo(caller.Email, "status", $"{(change.IsSet ? "Set" : "Clear")} the status {change.Status} in '{task.Root.GetText("name")}'"),
            writer =>
            {
                var (done, touched) = Set(writer, task, assignmentId, change, items, caller, WireTime.Format(store.Clock.GetUtcNow()));
                // Who is done with what they had gets the next batch in the same commit.
                pulling?.Refill(new TaskEdit(documents, store, writer, task, caller.Email), touched);
                return done;
            });
    }

    private static (JsonObject Done, IReadOnlyList<string> Assignments) Set(
        DatasetWriter writer, Document task, string? assignmentId, (bool IsSet, string Status) change,
        List<(string Id, bool IsKnown, Lineage Lineage)> items, Caller caller, string now)
    {
        var assignmentIds = TaskMapping.AssignmentIds(task).ToHashSet(StringComparer.Ordinal);
        var done = new JsonObject();
        var touched = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (id, _, lineage) in items)
        {
            if (writer.FindItem(lineage) is not { } item)
            {
                continue;
            }

            var body = JsonBody.ParseNode(item.Body, "item")!.AsObject();
            var inAssignment = assignmentId ?? ItemRefs.FindAssignment(body, assignmentIds);
            var isIn = change.IsSet
                ? ItemRefs.SetStatus(body, task.Id, inAssignment, change.Status, caller.Email, now)
                : ItemRefs.ClearStatus(body, task.Id, inAssignment, caller.Email, now);
            if (!isIn)
            {
                continue;
            }

            var fresh = WireJson.ToBytes(body);
            if (!item.Body.Span.SequenceEqual(fresh))
            {
                writer.UpdateItem(item with { Body = fresh });
            }

            if (inAssignment is not null && assignmentIds.Contains(inAssignment))
            {
                touched.Add(inAssignment);
            }

            done[id] = new JsonObject
            {
                ["itemId"] = id,
                ["taskId"] = task.Id,
                ["assignmentId"] = inAssignment,
                ["status"] = ItemRefs.GetStatus(body, task.Id),
            };
        }

        return (done, [.. touched]);
    }

    private static (bool IsSet, string Status) Read(JsonObject request)
    {
        var operation = request.GetText("operation") ?? "create";
        if (operation is not ("create" or "created" or "delete" or "deleted"))
        {
            throw ApiException.BadRequest($"operation is '{operation}'; give create or delete.");
        }

        var isSet = operation.StartsWith('c');
        var status = isSet ? request.RequireText("status") : request.GetText("status") ?? "";
        return status.Length <= StatusLengthMax
            ? (isSet, status)
            : throw ApiException.BadRequest($"status is longer than {StatusLengthMax} characters.");
    }

    private static Dataset RequireDataset(Document task, VersionStore store)
    {
        var dataset = TaskMapping.FindDataset(task, store) ?? throw ApiException.NotFound(
            $"The dataset of the task {task.Id} was deleted: {task.Root.GetText("datasetId")}");
        WriteGuard.ThrowIfFrozen(dataset);
        return dataset;
    }
}
