using System.Text.Json.Nodes;
using Venn.Server.Features.Users;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Projects;

/// <summary>Routes of a project's members. Owners alone change them; anybody may leave. A project keeps an owner.</summary>
internal static class MemberEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/projects/{id}/members", List).WithSummary("Members with their roles, as a plain array.");
        api.MapPost("/projects/{id}/members/{email}", SetAsync).WithSummary("Adds a member: {role}. An unknown e-mail makes a user.");
        api.MapPatch("/projects/{id}/members/{email}", SetAsync).WithSummary("Changes a member's role: {role}.");
        api.MapDelete("/projects/{id}/members/{email}", RemoveAsync).WithSummary("Removes a member.");
    }

    private static IResult List(HttpContext context, string id, ProjectAccess access, ProjectMapping mapping) =>
        WireJson.Result(mapping.WriteMembers(access.Require(context.GetCaller(), id, ProjectRole.Annotator)));

    private static async Task<IResult> SetAsync(
        HttpContext context, string id, string email, ProjectAccess access, ProjectStore projects, ProjectMapping mapping, UserStore users)
    {
        var project = access.Require(context.GetCaller(), id, ProjectRole.Owner);
        email = Email.Require(email, "The e-mail in the path");
        var role = ProjectRoles.Parse((await JsonBody.ReadObjectAsync(context)).GetText("role"));
        if (HttpMethods.IsPatch(context.Request.Method) && !project.Root.GetProperty("members").TryGetProperty(email, out _))
        {
            throw ApiException.NotFound($"{email} is no member of the project {id}.");
        }

        await users.EnsureAsync(email);
        project = await projects.UpdateAsync(id, body =>
        {
            body.GetObject("members")![email] = role.ToWire();
            RequireOwner(body);
        });
        return WireJson.Result(mapping.WriteMembers(project));
    }

    private static async Task<IResult> RemoveAsync(
        HttpContext context, string id, string email, ProjectAccess access, ProjectStore projects)
    {
        var caller = context.GetCaller();
        email = Email.Require(email, "The e-mail in the path");
        var project = access.Require(caller, id, email == caller.Email ? ProjectRole.Annotator : ProjectRole.Owner);
        if (!project.Root.GetProperty("members").TryGetProperty(email, out _))
        {
            throw ApiException.NotFound($"{email} is no member of the project {id}.");
        }

        await projects.UpdateAsync(id, body =>
        {
            body.GetObject("members")!.Remove(email);
            RequireOwner(body);
        });
        return WireJson.Result(new JsonObject { ["email"] = email });
    }

    private static void RequireOwner(JsonObject project)
    {
        if (!project.GetObject("members")!.Any(member => member.Value?.GetValue<string>() == ProjectRole.Owner.ToWire()))
        {
            throw ApiException.BadRequest("The project would be without an owner: make another member owner first.");
        }
    }
}
