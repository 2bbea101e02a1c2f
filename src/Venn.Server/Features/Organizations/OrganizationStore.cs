using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Organizations;

/// <summary>The one organization, of which every user is a member.</summary>
public sealed class OrganizationStore(Documents documents, ProjectAccess access)
{
    public Document Default => documents.List(Kinds.Organization)[0];

    public bool IsOwner(string email) => Default.Root.GetText("owner") == email;

    /// <summary><c>owner</c>, or <c>member</c>.</summary>
    public string GetRole(string email) => IsOwner(email) ? "owner" : "member";

    /// <exception cref="ApiException">404: there is no such organization.</exception>
    public Document Require(string id) =>
        id == Default.Id ? Default : throw ApiException.NotFound($"Organization not found. id: {id}");

    /// <exception cref="ApiException">404, or 403 when the caller does not own it.</exception>
    public Document RequireOwned(string id, Caller caller)
    {
        var organization = Require(id);
        return IsOwner(caller.Email)
            ? organization
            : throw ApiException.Forbidden($"This is for the organization's owner; {caller.Email} is not.");
    }

    /// <summary>The users a caller may know of: all for the owner; for others those with whom they share a project.</summary>
    public IEnumerable<Document> ListVisibleUsers(Caller caller)
    {
        var users = documents.List(Kinds.User);
        if (IsOwner(caller.Email))
        {
            return users;
        }

        var known = access.List(caller)
            .SelectMany(project => project.Root.GetProperty("members").EnumerateObject().Select(member => member.Name))
            .Append(caller.Email).ToHashSet(StringComparer.Ordinal);
        return users.Where(user => known.Contains(user.Name!));
    }
}
