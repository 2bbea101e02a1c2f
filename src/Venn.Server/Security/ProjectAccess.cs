using Venn.Engine.Versions;
using Venn.Server.Hosting;
using Venn.Server.Wire;

namespace Venn.Server.Security;

/// <summary>
/// Who may do what where. What a caller is no member of does not exist for them (404); what they may see but not do is
/// 403. A project's members stand in its document: <c>members: {e-mail: role}</c>.
/// </summary>
public sealed class ProjectAccess(Documents documents, VersionStore store)
{
    public ProjectRole? GetRole(Caller caller, Document project) =>
        project.Root.TryGetProperty("members", out var members) && members.GetText(caller.Email) is { } role
            ? ProjectRoles.Parse(role)
            : null;

    /// <summary>The project, when the caller has at least the role.</summary>
    /// <exception cref="ApiException">404 for a stranger or an unknown id; 403 for a member of a lesser role.</exception>
    public Document Require(Caller caller, string projectId, ProjectRole role)
    {
        if (documents.Find(Kinds.Project, projectId) is not { } project || GetRole(caller, project) is not { } held)
        {
            throw ApiException.NotFound($"Project not found. id: {projectId}");
        }

        return held >= role
            ? project
            : throw ApiException.Forbidden(
                $"This needs the role {role.ToWire()} in the project {projectId}; {caller.Email} is {held.ToWire()}. Ask an owner.");
    }

    public bool MaySee(Caller caller, string projectId) =>
        documents.Find(Kinds.Project, projectId) is { } project && GetRole(caller, project) is not null;

    /// <summary>Projects the caller is a member of, in order of creation.</summary>
    public IEnumerable<Document> List(Caller caller) =>
        documents.List(Kinds.Project).Where(project => GetRole(caller, project) is not null);

    /// <summary>A living dataset by its wire id, when the caller has at least the role in its project.</summary>
    /// <exception cref="ApiException">404 for anything unknown, malformed or foreign; 403 for a lesser role.</exception>
    public Dataset RequireDataset(Caller caller, string? datasetId, ProjectRole role)
    {
        if (!WireId.TryParse(datasetId, out var ordinal, out var number) || number != 0 || store.Find(ordinal) is not { } dataset
            || !MaySee(caller, dataset.Info.Scope))
        {
            throw ApiException.NotFound($"Dataset not found. id: {datasetId}");
        }

        Require(caller, dataset.Info.Scope, role);
        return dataset;
    }

    /// <summary>The document, when the caller has at least the role in the project that is its scope.</summary>
    /// <exception cref="ApiException">404 for anything unknown or foreign; 403 for a lesser role.</exception>
    public Document RequireDocument(Caller caller, string kind, string id, ProjectRole role)
    {
        if (documents.Find(kind, id) is not { } document || !MaySee(caller, document.Scope))
        {
            throw ApiException.NotFound($"{char.ToUpperInvariant(kind[0])}{kind[1..]} not found. id: {id}");
        }

        Require(caller, document.Scope, role);
        return document;
    }
}
