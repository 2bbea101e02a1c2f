using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Protocol.Dql;
using Venn.Server.Features.Users;
using Venn.Server.Hosting;
using Venn.Server.Jobs;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Tasks;

/// <summary>Routes that put items into tasks and take them out: commands.</summary>
internal static class TaskCommands
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/annotationtasks", CreateAsync).WithSummary("Makes a task of the items that a query selects: a command with spec.createdTaskId.");
        api.MapPost("/annotationtasks/{id}/addToTask", AddAsync).WithSummary("Adds items to a task: {query, workload?, limit?}.");
        api.MapPost("/annotationtasks/{id}/removeFromTask", RemoveAsync).WithSummary("Takes items out of a task: {query}.");
        api.MapDelete("/annotationtasks/{id}", DeleteAsync).WithSummary("Deletes a task with its assignments.");
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, ProjectAccess access, Documents documents, VersionStore store, CommandService commands,
        TaskWriter tasks, UserStore users)
    {
        var request = await JsonBody.ReadObjectAsync(context);
        var caller = context.GetCaller();
        var dataset = access.RequireDataset(caller, request.RequireText("datasetId"), ProjectRole.AnnotationManager);
        if (FindExisting(request, context, access, documents, store) is { } existing)
        {
            return WireJson.Result(existing);
        }

        var task = TaskRequest.Create(store.NewEntityId(), request, dataset, caller, WireTime.Format(store.Clock.GetUtcNow()));
        var plan = TaskPlan.Read(request, task);
        var filter = TaskQuery.Translate(request.GetText("query"), "query", dataset);
        var limit = ReadLimit(request);
        foreach (var annotator in plan.Annotators)
        {
            await users.EnsureAsync(annotator);
        }

        var spec = new JsonObject { ["createTaskPayload"] = request.DeepClone(), ["createdTaskId"] = task.Id };
        var command = await commands.RunAsync(caller, "CreateTask", task.Scope, spec, (_, cancellation) => tasks.WriteAsync(
            task,
            new CommitInfo(caller.Email, "task", $"Create the task '{task.Root.GetText("name")}'"),
            edit =>
            {
                plan.Apply(edit, edit.ReadItems(filter).Take(limit).ToList());
                return edit.CollectDocuments(isNewTask: true, plan.Describe);
            },
            cancellation));
        return WireJson.Result(command.ToWire(context.GetApiUrl()));
    }

    private static JsonObject? FindExisting(
        JsonObject request, HttpContext context, ProjectAccess access, Documents documents, VersionStore store)
    {
        if (request.GetObject("checkIfExist")?.GetObject("query") is not { } wanted)
        {
            return null;
        }

        var query = DqlReader.Read(JsonBody.ParseElement(WireJson.ToBytes(wanted)), "$.checkIfExist.query");
        return TaskEndpoints.Find(query, context, access, documents, store)
            .FirstOrDefault(task => task.GetText("datasetId") == request.GetText("datasetId"));
    }

    private static async Task<IResult> AddAsync(
        HttpContext context, string id, ProjectAccess access, VersionStore store, CommandService commands, TaskWriter tasks,
        UserStore users)
    {
        var task = TaskEndpoints.Require(context, id, access, ProjectRole.AnnotationManager);
        var request = await JsonBody.ReadObjectAsync(context);
        var filter = TaskQuery.Translate(request.GetText("query"), "query", RequireDataset(task, store));
        var shares = Workload.Read(request);
        var limit = ReadLimit(request);
        foreach (var share in shares ?? [])
        {
            await users.EnsureAsync(share.Annotator);
        }

        var caller = context.GetCaller();
        var spec = new JsonObject { ["addToTaskPayload"] = request.DeepClone(), ["taskId"] = task.Id };
        var command = await commands.RunAsync(caller, "AddToTask", task.Scope, spec, (_, cancellation) => tasks.UpdateAsync(
            task.Id,
            new CommitInfo(caller.Email, "task", $"Add items to the task '{task.Root.GetText("name")}'"),
            edit =>
            {
                var items = edit.ReadItems(filter).Where(item => !IsInTask(item.Body, task.Id)).Take(limit).ToList();
                if (shares is null && Pulling.Of(edit.Task) is { } pulling)
                {
                    items.ForEach(item => edit.Edit(item, body => ItemRefs.AddTask(body, task.Id)));
                    pulling.Refill(edit, [.. edit.Assignments.Select(assignment => assignment.Id)]);
                    return edit.CollectDocuments(isNewTask: false);
                }

                var among = shares ?? Workload.Even([.. edit.Assignments.Select(Assignments.AssignmentMapping.AnnotatorOf)]);
                if (among.Count > 0)
                {
                    edit.Distribute(items, among);
                }
                else
                {
                    items.ForEach(item => edit.Edit(item, body => ItemRefs.AddTask(body, task.Id)));
                }

                return edit.CollectDocuments(isNewTask: false);
            },
            cancellation));
        return WireJson.Result(command.ToWire(context.GetApiUrl()));
    }

    private static async Task<IResult> RemoveAsync(
        HttpContext context, string id, ProjectAccess access, VersionStore store, CommandService commands, TaskWriter tasks)
    {
        var task = TaskEndpoints.Require(context, id, access, ProjectRole.AnnotationManager);
        var request = await JsonBody.ReadObjectAsync(context);
        var filter = TaskQuery.Translate(request.GetText("query"), "query", RequireDataset(task, store));
        var caller = context.GetCaller();
        var spec = new JsonObject { ["removeFromTaskId"] = task.Id };
        var command = await commands.RunAsync(caller, "RemoveFromTask", task.Scope, spec, (_, cancellation) => tasks.UpdateAsync(
            task.Id,
            new CommitInfo(caller.Email, "task", $"Remove items from the task '{task.Root.GetText("name")}'"),
            edit =>
            {
                var ids = TaskMapping.RefIds(edit.Task);
                edit.ReadItems(filter).ForEach(item => edit.Edit(item, body => ItemRefs.Remove(body, ids)));
                // Batches of a pipeline are filled again: their assignments outlive their items.
                if ((edit.Task.ToObject()["metadata"] as JsonObject)?.GetText("type") != "batchNode")
                {
                    foreach (var assignment in edit.Assignments.Where(assignment => !edit.HasItems(assignment.Id)))
                    {
                        edit.RemoveAssignment(assignment.Id);
                    }
                }

                return edit.CollectDocuments(isNewTask: false);
            },
            cancellation));
        return WireJson.Result(command.ToWire(context.GetApiUrl()));
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, string id, ProjectAccess access, Documents documents, VersionStore store, CommandService commands,
        TaskWriter tasks)
    {
        var task = TaskEndpoints.Require(context, id, access, ProjectRole.AnnotationManager);
        var caller = context.GetCaller();
        var ids = TaskMapping.RefIds(task);
        var spec = new JsonObject { ["deleteTaskId"] = task.Id };
        var command = await commands.RunAsync(caller, "DeleteTask", task.Scope, spec, (_, cancellation) =>
        {
            var changes = documents.Begin().Delete(Kinds.Task, task.Id);
            foreach (var assignmentId in TaskMapping.AssignmentIds(task))
            {
                changes.Delete(Kinds.Assignment, assignmentId);
            }

            return TaskMapping.FindDataset(task, store) is null
                ? documents.CommitAsync(changes)
                : tasks.UpdateAsync(
                    task.Id,
                    new CommitInfo(caller.Email, "task", $"Delete the task '{task.Root.GetText("name")}'"),
                    edit =>
                    {
                        edit.ReadItems(TaskFilters.In(task.Id)).ForEach(item => edit.Edit(item, body => ItemRefs.Remove(body, ids)));
                        return changes;
                    },
                    cancellation);
        });
        return WireJson.Result(command.ToWire(context.GetApiUrl()));
    }

    private static bool IsInTask(ReadOnlyMemory<byte> body, string taskId) =>
        ItemRefs.IsInTask(JsonBody.ParseNode(body, "item")!.AsObject(), taskId);

    private static Dataset RequireDataset(Document task, VersionStore store) => TaskMapping.FindDataset(task, store)
        ?? throw ApiException.NotFound($"The dataset of the task {task.Id} was deleted: {task.Root.GetText("datasetId")}");

    private static int ReadLimit(JsonObject request) => request.GetNumber("limit") switch
    {
        null => int.MaxValue,
        >= 0 and <= int.MaxValue and var limit => (int)limit,
        var other => throw ApiException.BadRequest($"limit is {other}; give a whole number from 0."),
    };
}
