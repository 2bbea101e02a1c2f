using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Server.Features.Query;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Features;

/// <summary>What feature sets and vectors have in common: documents of a project, found by DQL in memory.</summary>
internal static class FeatureDocuments
{
    /// <summary>A new document from the fields of a request; the server's own are stamped.</summary>
    public static Document Create(DataServices services, Caller caller, string kind, JsonObject given, string[] fields)
    {
        var projectId = given.RequireText("project");
        services.Access.Require(caller, projectId, ProjectRole.Engineer);
        var body = new JsonObject();
        foreach (var field in fields)
        {
            if (given[field] is { } value)
            {
                body[field] = value.DeepClone();
            }
        }

        body["creator"] = caller.Email;
        body["createdAt"] = WireTime.Format(services.Now);
        return new Document(kind, services.Store.NewEntityId(), projectId, null, body);
    }

    /// <exception cref="ApiException">400 malformed; 404 unknown or foreign; 403 for a lesser role.</exception>
    public static Document Require(
        HttpContext context, DataServices services, string kind, string what, string id, ProjectRole role)
    {
        id = WireId.ParseEntity(id, what);
        if (services.Documents.Find(kind, id) is not { } document
            || !services.Access.MaySee(context.GetCaller(), document.Scope))
        {
            throw DataServices.NotFound(what, id);
        }

        services.Access.Require(context.GetCaller(), document.Scope, role);
        return document;
    }

    public static JsonObject ToWire(Document document, string url)
    {
        var json = document.ToObject();
        json["id"] = document.Id;
        json["url"] = $"{url}/{document.Id}";
        return json;
    }

    /// <summary>A page of what the caller may see, by id.</summary>
    public static async Task<IResult> QueryAsync(HttpContext context, DataServices services, string kind, string url)
    {
        var query = await DqlBody.ReadAsync(context);
        var projects = services.Access.List(context.GetCaller()).Select(p => p.Id)
            .Where(id => query.Context.Projects is null || query.Context.Projects.Contains(id));
        var found = projects.SelectMany(id => services.Documents.List(kind, id))
            .Where(d => DocumentMatcher.Matches(query.Filter, JsonSerializer.SerializeToElement(ToWire(d, url))))
            .OrderBy(d => d.Id, StringComparer.Ordinal).ToList();
        if (query.Sort is [{ Descending: true }, ..])
        {
            found.Reverse();
        }

        return WireJson.Result(Page.Cut(found, query.Page, query.PageSize, d => ToWire(d, url)));
    }
}
