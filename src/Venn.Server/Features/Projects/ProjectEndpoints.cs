using System.Text.Json.Nodes;
using Venn.Server.Features.Organizations;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Projects;

/// <summary>Routes of projects.</summary>
internal static class ProjectEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/projects", CreateAsync).WithSummary("Makes a project; the body is the form name=NAME, or {name}.");
        api.MapGet("/projects", List).WithSummary("The caller's projects, as a plain array.");
        api.MapGet("/orgs/{organizationId}/projects", ListOfOrganization).WithSummary("As /projects.");
        api.MapGet("/projects/{id}", Get).WithSummary("One project.");
        api.MapGet("/projects/{name}/name", GetByName).WithSummary("The caller's projects of that name, as an array; 404 for none.");
        api.MapPatch("/projects/{id}", UpdateAsync).WithSummary("Renames a project.");
        api.MapDelete("/projects/{id}", DeleteAsync).WithSummary("Deletes a project with its datasets, tasks and recipes.");
        api.MapPost("/projects/{id}/mail", (HttpContext context, string id, ProjectAccess access) =>
        {
            access.Require(context.GetCaller(), id, ProjectRole.Annotator);
            return WireJson.Result(new JsonObject());
        }).WithSummary("Accepted and not sent: Venn has no mail.");
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, ProjectStore projects, ProjectMapping mapping, OrganizationStore organizations)
    {
        var name = context.Request.HasFormContentType
            ? (await FormBody.ReadAsync(context))["name"].ToString()
            : (await JsonBody.ReadObjectAsync(context)).GetText("name");
        var caller = context.GetCaller();
        var project = await projects.CreateAsync(caller, name, organizations.Default.Id);
        return WireJson.Result(mapping.ToWire(project, caller), StatusCodes.Status201Created);
    }

    private static IResult List(HttpContext context, ProjectAccess access, ProjectMapping mapping)
    {
        var caller = context.GetCaller();
        return WireJson.Result(new JsonArray([.. access.List(caller).Select(project => mapping.ToWire(project, caller))]));
    }

    private static IResult ListOfOrganization(
        HttpContext context, string organizationId, ProjectAccess access, ProjectMapping mapping, OrganizationStore organizations)
    {
        organizations.Require(organizationId);
        return List(context, access, mapping);
    }

    private static IResult Get(HttpContext context, string id, ProjectAccess access, ProjectMapping mapping)
    {
        var caller = context.GetCaller();
        return WireJson.Result(mapping.ToWire(access.Require(caller, id, ProjectRole.Annotator), caller));
    }

    private static IResult GetByName(HttpContext context, string name, ProjectAccess access, ProjectMapping mapping)
    {
        var caller = context.GetCaller();
        var found = access.List(caller).Where(project => project.Name == name)
            .Select(project => mapping.ToWire(project, caller)).ToArray();
        return found.Length > 0
            ? WireJson.Result(new JsonArray([.. found]))
            : throw ApiException.NotFound($"Project not found. name: {name}");
    }

    private static async Task<IResult> UpdateAsync(
        HttpContext context, string id, ProjectAccess access, ProjectStore projects, ProjectMapping mapping)
    {
        var caller = context.GetCaller();
        var project = access.Require(caller, id, ProjectRole.Owner);
        if ((await JsonBody.ReadObjectAsync(context)).GetText("name") is { } name)
        {
            project = await projects.RenameAsync(caller, project, name);
        }

        return WireJson.Result(mapping.ToWire(project, caller));
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, string id, ProjectAccess access, ProjectStore projects)
    {
        await projects.DeleteAsync(access.Require(context.GetCaller(), id, ProjectRole.Owner));
        return WireJson.Result(new JsonObject { ["id"] = id });
    }
}
