using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Recipes;

/// <summary>
/// Documents that belong to several projects (recipes, ontologies): their bodies name them in <c>projectIds</c>. A caller
/// has the highest role that any of these projects gives.
/// </summary>
public sealed class SharedDocuments(Documents documents, ProjectAccess access)
{
    public static IEnumerable<string> ProjectIds(Document document) =>
        document.Root.TryGetProperty("projectIds", out var ids) && ids.ValueKind == JsonValueKind.Array
            ? ids.EnumerateArray().Select(id => id.GetString() ?? "")
            : [];

    /// <exception cref="ApiException">400 malformed; 404 unknown or foreign; 403 for a lesser role.</exception>
    public Document Require(Caller caller, string kind, string id, ProjectRole role)
    {
        id = WireId.ParseEntity(id, kind);
        if (documents.Find(kind, id) is not { } document || HighestRole(caller, document) is not { } held)
        {
            throw ApiException.NotFound($"{char.ToUpperInvariant(kind[0])}{kind[1..]} not found. id: {id}");
        }

        return held >= role
            ? document
            : throw ApiException.Forbidden($"This needs the role {role.ToWire()}; {caller.Email} is {held.ToWire()}. Ask an owner.");
    }

    public IEnumerable<Document> List(Caller caller, string kind) =>
        documents.List(kind).Where(document => HighestRole(caller, document) is not null);

    /// <summary>The projects of a request, each checked for the caller's right to make things there.</summary>
    /// <exception cref="ApiException">400 when none is named; 403 for one that is unknown or foreign.</exception>
    public List<string> RequireProjects(Caller caller, JsonObject request)
    {
        var ids = request.GetTexts("projectIds");
        if (ids is not { Count: > 0 })
        {
            throw ApiException.BadRequest("projectIds is missing: give an array of at least one project id.");
        }

        foreach (var id in ids)
        {
            RequireMaker(caller, id);
        }

        return [.. ids.Distinct()];
    }

    /// <exception cref="ApiException">403: unknown, foreign, or too low a role.</exception>
    public void RequireMaker(Caller caller, string projectId)
    {
        if (documents.Find(Kinds.Project, projectId) is not { } project || access.GetRole(caller, project) is not >= ProjectRole.Engineer)
        {
            throw ApiException.Forbidden($"projectIds has '{projectId}', where {caller.Email} may not make anything.");
        }
    }

    /// <summary>Takes the documents of a kind out of a project that ends; what is in no other goes.</summary>
    public void LeaveProject(DocumentChanges changes, string kind, string projectId)
    {
        foreach (var document in documents.List(kind))
        {
            var ids = ProjectIds(document).ToList();
            if (!ids.Remove(projectId))
            {
                continue;
            }

            if (ids.Count == 0)
            {
                changes.Delete(kind, document.Id);
            }
            else
            {
                changes.Replace(WithProjects(document, ids));
            }
        }
    }

    /// <summary>Makes a document known in another project too.</summary>
    public void Share(DocumentChanges changes, string kind, string id, string projectId)
    {
        if (documents.Find(kind, id) is { } document && !ProjectIds(document).Contains(projectId))
        {
            changes.Replace(WithProjects(document, [.. ProjectIds(document), projectId]));
        }
    }

    private static Document WithProjects(Document document, List<string> ids)
    {
        var body = document.ToObject();
        body["projectIds"] = new JsonArray([.. ids.Select(id => JsonValue.Create(id))]);
        if (body["metadata"]?["system"] is JsonObject system && system.ContainsKey("projectIds"))
        {
            system["projectIds"] = body["projectIds"]!.DeepClone();
        }

        return document.With(body, scope: ids[0]);
    }

    private ProjectRole? HighestRole(Caller caller, Document document)
    {
        ProjectRole? highest = null;
        foreach (var id in ProjectIds(document))
        {
            if (documents.Find(Kinds.Project, id) is { } project && access.GetRole(caller, project) is { } role
                && (highest is null || role > highest))
            {
                highest = role;
            }
        }

        return highest;
    }
}
