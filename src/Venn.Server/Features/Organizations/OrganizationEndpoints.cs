using System.Text.Json.Nodes;
using Venn.Server.Features.Users;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Organizations;

/// <summary>Routes of the organization and its members.</summary>
internal static class OrganizationEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/orgs", List).WithSummary("The organizations: one.");
        api.MapGet("/orgs/{id}", Get).WithSummary("One organization.");
        api.MapGet("/orgs/{id}/members", ListMembers).WithSummary("The users that the caller may know of.");
        api.MapPost("/orgs/{id}/members", AddMembersAsync).WithSummary("Makes users: {emails, role}. For the owner.");
        api.MapPatch("/orgs/{id}/members", UpdateMemberAsync).WithSummary("Gives the organization another owner: {email, role}. For the owner.");
        api.MapDelete("/orgs/{id}/members/{userId}", RemoveMemberAsync).WithSummary("Takes a user out of every project. For the owner.");
        api.MapGet("/orgs/{id}/groups", (string id, OrganizationStore organizations) =>
        {
            organizations.Require(id);
            return WireJson.Result(new JsonArray());
        }).WithSummary("Groups: none.");
        api.MapPatch("/orgs/{id}/plan", (HttpContext context, string id, OrganizationStore organizations) =>
            WireJson.Result(ToWire(organizations.RequireOwned(id, context.GetCaller()), context, organizations)))
            .WithSummary("Nothing: Venn has no plans.");
    }

    private static IResult List(HttpContext context, OrganizationStore organizations) =>
        WireJson.Result(new JsonArray(ToWire(organizations.Default, context, organizations)));

    private static IResult Get(HttpContext context, string id, OrganizationStore organizations) =>
        WireJson.Result(ToWire(organizations.Require(id), context, organizations));

    private static IResult ListMembers(HttpContext context, string id, OrganizationStore organizations)
    {
        organizations.Require(id);
        return WireJson.Result(WriteMembers(context, organizations));
    }

    private static async Task<IResult> AddMembersAsync(
        HttpContext context, string id, OrganizationStore organizations, UserStore users)
    {
        organizations.RequireOwned(id, context.GetCaller());
        var request = await JsonBody.ReadObjectAsync(context);
        var emails = request.GetTexts("emails") ?? throw ApiException.BadRequest("emails is missing: give an array of e-mails.");
        foreach (var email in emails)
        {
            Email.Require(email, "emails");
        }

        foreach (var email in emails)
        {
            await users.EnsureAsync(email);
        }

        return WireJson.Result(WriteMembers(context, organizations));
    }

    private static async Task<IResult> UpdateMemberAsync(
        HttpContext context, string id, OrganizationStore organizations, UserStore users, Documents documents)
    {
        organizations.RequireOwned(id, context.GetCaller());
        var request = await JsonBody.ReadObjectAsync(context);
        var email = Email.Require(request.RequireText("email"), "email");
        if (users.Find(email) is null)
        {
            throw ApiException.NotFound($"User not found: {email}");
        }

        if (request.GetText("role") == "owner")
        {
            await documents.UpdateAsync(Kinds.Organization, id, body => body["owner"] = email);
        }

        return WireJson.Result(WriteMembers(context, organizations));
    }

    private static async Task<IResult> RemoveMemberAsync(
        HttpContext context, string id, string userId, OrganizationStore organizations, Documents documents)
    {
        organizations.RequireOwned(id, context.GetCaller());
        var user = documents.Find(Kinds.User, userId) ?? throw ApiException.NotFound($"User not found. id: {userId}");
        if (organizations.IsOwner(user.Name!))
        {
            throw ApiException.BadRequest("The owner cannot be removed: give the organization another owner first.");
        }

        foreach (var project in documents.List(Kinds.Project))
        {
            await documents.UpdateAsync(Kinds.Project, project.Id, body => body.GetObject("members")?.Remove(user.Name!));
        }

        return WireJson.Result(WriteMembers(context, organizations));
    }

    private static JsonArray WriteMembers(HttpContext context, OrganizationStore organizations) => new([.. organizations
        .ListVisibleUsers(context.GetCaller())
        .Select(user => UserMapping.ToWire(user, organizations.GetRole(user.Name!), organizations.Default.Id))]);

    private static JsonObject ToWire(Document organization, HttpContext context, OrganizationStore organizations) => new()
    {
        ["id"] = organization.Id,
        ["name"] = organization.Root.GetText("name"),
        ["members"] = WriteMembers(context, organizations),
        ["groups"] = new JsonArray(),
        ["account"] = new JsonObject { ["id"] = organization.Id, ["name"] = organization.Root.GetText("name") },
        ["owner"] = organization.Root.GetText("owner"),
        ["creator"] = organization.Root.GetText("owner"),
        ["plan"] = null,
        ["logoUrl"] = null,
        ["createdAt"] = organization.Root.GetText("createdAt"),
        ["updatedAt"] = organization.Root.GetText("updatedAt"),
    };
}
