using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Server.Features.Recipes;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Ontologies;

/// <summary>Routes of ontologies.</summary>
internal static class OntologyEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/ontologies", CreateAsync).WithSummary("Makes an ontology: {roots, projectIds, attributes, title?}.");
        api.MapGet("/ontologies", List).WithSummary("A page of ontologies: ?projects=&ids=&pageOffset=&pageSize=.");
        api.MapGet("/ontologies/{id}", Get).WithSummary("One ontology with its label tree.");
        api.MapPut("/ontologies/{id}", UpdateAsync).WithSummary("Replaces title, roots, attributes and metadata; metadata.system with ?system=true alone.");
        api.MapDelete("/ontologies/{id}", DeleteAsync).WithSummary("Deletes an ontology.");
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, Documents documents, SharedDocuments shared, VersionStore store)
    {
        var request = await JsonBody.ReadObjectAsync(context);
        var caller = context.GetCaller();
        var projectIds = shared.RequireProjects(caller, request);
        var roots = request.GetArray("roots") ?? [];
        LabelTree.Check(roots);
        var ontology = OntologyFactory.Create(
            store.NewEntityId(), caller.Email, WireTime.Format(store.Clock.GetUtcNow()), request.GetText("title"), projectIds,
            roots, request["attributes"]);
        await documents.InsertAsync(ontology);
        return WireJson.Result(OntologyMapping.ToWire(ontology, context.GetApiUrl()), StatusCodes.Status201Created);
    }

    private static IResult List(HttpContext context, SharedDocuments shared)
    {
        var (page, pageSize) = ListQuery.ReadPage(context.Request);
        var projects = ListQuery.Values(context.Request, "projects");
        var ids = ListQuery.Values(context.Request, "ids");
        var found = shared.List(context.GetCaller(), Kinds.Ontology)
            .Where(ontology => projects is null || SharedDocuments.ProjectIds(ontology).Any(projects.Contains))
            .Where(ontology => ids is null || ids.Contains(ontology.Id))
            .ToList();
        var apiUrl = context.GetApiUrl();
        return WireJson.Result(Page.Cut(found, page, pageSize, ontology => OntologyMapping.ToWire(ontology, apiUrl)));
    }

    private static IResult Get(HttpContext context, string id, SharedDocuments shared) => WireJson.Result(OntologyMapping.ToWire(
        shared.Require(context.GetCaller(), Kinds.Ontology, id, ProjectRole.Annotator), context.GetApiUrl()));

    private static async Task<IResult> UpdateAsync(
        HttpContext context, string id, Documents documents, SharedDocuments shared, VersionStore store)
    {
        var caller = context.GetCaller();
        var ontology = shared.Require(caller, Kinds.Ontology, id, ProjectRole.Engineer);
        var request = await JsonBody.ReadObjectAsync(context);
        var roots = request.GetArray("roots");
        LabelTree.Check(roots ?? []);
        var attributes = request.GetArray("attributes");
        var metadata = request.GetObject("metadata");
        var withSystem = SystemFlag.Read(context.Request);
        var changed = await documents.UpdateAsync(Kinds.Ontology, ontology.Id, body =>
        {
            body["title"] = request.GetText("title") ?? body.GetText("title");
            body["roots"] = roots?.DeepClone() ?? body["roots"]?.DeepClone();
            // Clients put the attributes of metadata here too, as objects: the list at the root is of names alone.
            if (attributes?.All(attribute => attribute?.GetValueKind() == JsonValueKind.String) == true)
            {
                body["attributes"] = attributes.DeepClone();
            }

            if (metadata is not null)
            {
                body["metadata"] = SystemFlag.Merge(body.GetObject("metadata"), metadata, withSystem);
                // Where it belongs is not a matter of its metadata: the client finds its project by this.
                body["metadata"]!["system"]!["projectIds"] = body["projectIds"]!.DeepClone();
            }

            Stamp(body, caller, store);
        });
        return WireJson.Result(OntologyMapping.ToWire(
            changed ?? throw ApiException.NotFound($"Ontology not found. id: {id}"), context.GetApiUrl()));
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, string id, Documents documents, SharedDocuments shared)
    {
        var ontology = shared.Require(context.GetCaller(), Kinds.Ontology, id, ProjectRole.Engineer);
        await documents.DeleteAsync(Kinds.Ontology, ontology.Id);
        return WireJson.Result(new JsonObject { ["id"] = ontology.Id });
    }

    internal static void Stamp(JsonObject body, Caller caller, VersionStore store)
    {
        body["updatedAt"] = WireTime.Format(store.Clock.GetUtcNow());
        body["updatedBy"] = caller.Email;
    }
}
