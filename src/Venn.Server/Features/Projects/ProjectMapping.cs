using System.Text.Json.Nodes;
using Venn.Server.Features.Organizations;
using Venn.Server.Features.Users;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Projects;

/// <summary>Projects and their members as the wire shows them.</summary>
public sealed class ProjectMapping(ProjectAccess access, UserStore users, OrganizationStore organizations)
{
    public JsonObject ToWire(Document project, Caller caller)
    {
        var organization = organizations.Default;
        return new JsonObject
        {
            ["id"] = project.Id,
            ["name"] = project.Name,
            ["creator"] = project.Root.GetText("creator"),
            ["org"] = new JsonObject { ["id"] = organization.Id, ["name"] = organization.Root.GetText("name") },
            ["role"] = access.GetRole(caller, project)?.ToWire(),
            ["contributors"] = WriteMembers(project),
            ["account"] = new JsonObject { ["id"] = organization.Id, ["name"] = organization.Root.GetText("name") },
            ["isBlocked"] = false,
            ["archived"] = false,
            ["featureConstraints"] = new JsonArray(),
            ["createdAt"] = project.Root.GetText("createdAt"),
            ["updatedAt"] = project.Root.GetText("updatedAt"),
        };
    }

    /// <summary>Members in the order in which they came, each with its role.</summary>
    public JsonArray WriteMembers(Document project)
    {
        var members = new JsonArray();
        foreach (var member in project.Root.GetProperty("members").EnumerateObject())
        {
            if (users.Find(member.Name) is { } user)
            {
                members.Add(UserMapping.ToWire(user, member.Value.GetString()!, organizations.Default.Id));
            }
        }

        return members;
    }
}
