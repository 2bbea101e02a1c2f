using System.Text.Json.Nodes;
using Venn.Server.Features.Organizations;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Settings;

/// <summary>What a setting is about: a project, dataset, task, organization or user; and who may see and set it.</summary>
public sealed class SettingScope(ProjectAccess access, OrganizationStore organizations, Documents documents)
{
    /// <summary>The scope of a request, when the caller may set it.</summary>
    /// <exception cref="ApiException">400: it is none; 403 or 404: it is not the caller's.</exception>
    public (string Type, string Id) Require(Caller caller, JsonObject scope)
    {
        var (type, id) = (scope.RequireText("type").ToLowerInvariant(), scope.RequireText("id"));
        switch (type)
        {
            case "project":
                access.Require(caller, id, ProjectRole.Engineer);
                break;
            case "dataset":
                access.RequireDataset(caller, id, ProjectRole.Engineer);
                break;
            case "task":
                access.RequireDocument(caller, Kinds.Task, id, ProjectRole.AnnotationManager);
                break;
            case "org" or "organization":
                organizations.RequireOwned(id, caller);
                break;
            case "user" when id == caller.UserId || string.Equals(id, caller.Email, StringComparison.OrdinalIgnoreCase):
                break;
            case "user":
                throw ApiException.Forbidden("scope.id is another user: one sets one's own settings alone.");
            default:
                throw ApiException.BadRequest($"scope.type is '{type}'; give one of project, dataset, task, org, user.");
        }

        return (type, id);
    }

    public bool MaySee(Caller caller, Document setting)
    {
        var scope = setting.Root.GetProperty("scope");
        var id = scope.GetText("id") ?? "";
        return scope.GetText("type")?.ToLowerInvariant() switch
        {
            "project" => access.MaySee(caller, id),
            "dataset" => IsVisible(() => access.RequireDataset(caller, id, ProjectRole.Annotator)),
            "task" => documents.Find(Kinds.Task, id) is { } task && access.MaySee(caller, task.Scope),
            "user" => id == caller.UserId || string.Equals(id, caller.Email, StringComparison.OrdinalIgnoreCase),
            _ => true,
        };
    }

    private static bool IsVisible(Action require)
    {
        try
        {
            require();
            return true;
        }
        catch (ApiException)
        {
            return false;
        }
    }
}
