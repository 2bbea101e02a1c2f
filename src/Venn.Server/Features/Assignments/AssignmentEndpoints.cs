using Venn.Server.Features.Recipes;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Assignments;

/// <summary>Routes that read assignments or change their own fields.</summary>
internal static class AssignmentEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/assignments", List).WithSummary("A page of assignments: ?projects=&taskId=&name=&annotator=&status=&pageOffset=&pageSize=.");
        api.MapGet("/assignments/{id}", Get).WithSummary("One assignment.");
        api.MapPatch("/assignments/{id}", UpdateAsync).WithSummary("Changes an assignment's name, status or metadata.");
    }

    /// <exception cref="ApiException">404: unknown, foreign or malformed; 403 for a lesser role.</exception>
    public static Document Require(HttpContext context, string id, ProjectAccess access, ProjectRole role) => access.RequireDocument(
        context.GetCaller(), Kinds.Assignment, WireId.ParseEntity(id, "assignment", StatusCodes.Status404NotFound), role);

    private static IResult List(HttpContext context, ProjectAccess access, Documents documents, VersionStore store)
    {
        var request = context.Request;
        var (page, pageSize) = ListQuery.ReadPage(request);
        var projects = ListQuery.Values(request, "projects");
        var (taskId, name, status) = (ListQuery.Value(request, "taskId"), ListQuery.Value(request, "name"), ListQuery.Value(request, "status"));
        var annotator = ListQuery.Value(request, "annotator")?.ToLowerInvariant();
        var apiUrl = context.GetApiUrl();
        var found = access.List(context.GetCaller())
            .Where(project => projects is null || projects.Contains(project.Id))
            .SelectMany(project => documents.List(Kinds.Assignment, project.Id))
            .Where(assignment => taskId is null || AssignmentMapping.TaskIdOf(assignment) == taskId)
            .Where(assignment => IsText(name, assignment.Root.GetText("name")))
            .Where(assignment => IsText(annotator, AssignmentMapping.AnnotatorOf(assignment)))
            .Where(assignment => status is null || AssignmentMapping.ToWire(assignment, documents, store, apiUrl).GetText("status") == status)
            .ToList();
        return WireJson.Result(Page.Cut(found, page, pageSize, assignment => AssignmentMapping.ToWire(assignment, documents, store, apiUrl)));
    }

    // Clients do not escape these values: a plus sign arrives as a space.
    private static bool IsText(string? wanted, string? found) =>
        wanted is null || wanted == found || wanted == found?.Replace('+', ' ');

    private static IResult Get(HttpContext context, string id, ProjectAccess access, Documents documents, VersionStore store) =>
        WireJson.Result(AssignmentMapping.ToWire(
            Require(context, id, access, ProjectRole.Annotator), documents, store, context.GetApiUrl()));

    private static async Task<IResult> UpdateAsync(
        HttpContext context, string id, ProjectAccess access, Documents documents, VersionStore store)
    {
        var assignment = Require(context, id, access, ProjectRole.AnnotationManager);
        var request = await JsonBody.ReadObjectAsync(context);
        var withSystem = SystemFlag.Read(context.Request);
        var (name, status, metadata) = (request.GetText("name"), request.GetText("status"), request.GetObject("metadata"));
        var caller = context.GetCaller();
        var changed = await documents.UpdateAsync(Kinds.Assignment, assignment.Id, body =>
        {
            body["name"] = name ?? body.GetText("name");
            body["status"] = status ?? body.GetText("status");
            if (metadata is not null)
            {
                body["metadata"] = SystemFlag.Merge(body.GetObject("metadata"), metadata, withSystem);
            }

            body["updatedAt"] = WireTime.Format(store.Clock.GetUtcNow());
            body["updatedBy"] = caller.Email;
        });
        return WireJson.Result(AssignmentMapping.ToWire(
            changed ?? throw ApiException.NotFound($"Assignment not found. id: {id}"), documents, store, context.GetApiUrl()));
    }
}
