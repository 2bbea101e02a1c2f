using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Protocol.Dql;
using Venn.Server.Features.Query;
using Venn.Server.Features.Recipes;
using Venn.Server.Features.Users;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Tasks;

/// <summary>Routes of tasks that read them or change their own fields.</summary>
internal static class TaskEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/annotationtasks/{id}", Get).WithSummary("One task.");
        api.MapPost("/annotationtasks/query", QueryAsync).WithSummary("A page of tasks by DQL.");
        api.MapPatch("/annotationtasks/{id}", UpdateAsync).WithSummary("Changes a task's own fields; metadata.system with ?system=true alone.");
    }

    /// <exception cref="ApiException">404: unknown, foreign or malformed; 403 for a lesser role.</exception>
    public static Document Require(HttpContext context, string id, ProjectAccess access, ProjectRole role) => access.RequireDocument(
        context.GetCaller(), Kinds.Task, WireId.ParseEntity(id, "task", StatusCodes.Status404NotFound), role);

    private static IResult Get(HttpContext context, string id, ProjectAccess access, VersionStore store) => WireJson.Result(
        TaskMapping.ToWire(Require(context, id, access, ProjectRole.Annotator), store, context.GetApiUrl()));

    private static async Task<IResult> QueryAsync(
        HttpContext context, ProjectAccess access, Documents documents, VersionStore store)
    {
        var query = await DqlBody.ReadAsync(context);
        var found = Find(query, context, access, documents, store);
        return WireJson.Result(Page.Cut(found, query.Page, query.PageSize, task => task.DeepClone()));
    }

    /// <summary>Tasks of the caller's projects that a query matches, as the wire shows them.</summary>
    public static List<JsonObject> Find(
        DqlQuery query, HttpContext context, ProjectAccess access, Documents documents, VersionStore store)
    {
        var apiUrl = context.GetApiUrl();
        var found = access.List(context.GetCaller())
            .Where(project => query.Context.Projects is null || query.Context.Projects.Contains(project.Id))
            .SelectMany(project => documents.List(Kinds.Task, project.Id))
            .Where(task => query.Context.Datasets is null || query.Context.Datasets.Contains(task.Root.GetText("datasetId") ?? ""))
            .Select(task => TaskMapping.ToWire(task, store, apiUrl))
            .Where(task => DocumentMatcher.Matches(query.Filter, JsonElement.Parse(WireJson.ToBytes(task))))
            .ToList();
        DocumentSort.Apply(found, query.Sort);
        return found;
    }

    private static async Task<IResult> UpdateAsync(
        HttpContext context, string id, ProjectAccess access, Documents documents, VersionStore store)
    {
        var task = Require(context, id, access, ProjectRole.AnnotationManager);
        var request = await JsonBody.ReadObjectAsync(context);
        var withSystem = SystemFlag.Read(context.Request);
        var (name, recipeId, status) = (request.GetText("name"), request.GetText("recipeId"), request.GetText("status"));
        var owner = request.GetText("taskOwner") is { } text ? Email.Require(text, "taskOwner") : null;
        var priority = TaskRequest.ReadPriority(request);
        var actions = TaskRequest.ReadActions(request);
        request.GetNumber("dueDate");
        var metadata = request.GetObject("metadata");
        var changed = await documents.UpdateAsync(Kinds.Task, task.Id, body =>
        {
            Set(body, "name", name);
            Set(body, "recipeId", recipeId);
            Set(body, "status", status);
            Set(body, "taskOwner", owner);
            Set(body, "priority", priority);
            Set(body, "dueDate", request["dueDate"]?.DeepClone());
            Set(body, "availableActions", actions);
            Set(body, "description", TaskRequest.ReadDescription(request));
            Set(body, "metadata", metadata is null ? null : SystemFlag.Merge(body.GetObject("metadata"), metadata, withSystem));
            body["updatedAt"] = WireTime.Format(store.Clock.GetUtcNow());
        });
        return WireJson.Result(TaskMapping.ToWire(
            changed ?? throw ApiException.NotFound($"Task not found. id: {id}"), store, context.GetApiUrl()));
    }

    private static void Set(JsonObject body, string name, JsonNode? value)
    {
        if (value is not null)
        {
            body[name] = value;
        }
    }
}
