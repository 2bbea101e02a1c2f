using System.Text.Json.Nodes;
using Venn.Server.Features.Recipes;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Ontologies;

/// <summary>Routes of an ontology's labels and attributes.</summary>
internal static class LabelEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPatch("/ontologies/{id}/labels", PatchLabelsAsync).WithSummary("Makes or changes labels: {labelsNode: [{tag, …}], upsert}.");
        api.MapPatch("/ontologies/{id}/addLabels", PatchLabelsAsync).WithSummary("Makes labels: {labelsNode: [{tag, …}]}.");
        api.MapPatch("/ontologies/{id}/attributes", PatchAttributesAsync).WithSummary("Makes or changes attributes: {items: [{key, title, type, …}], upsert}.");
        api.MapDelete("/ontologies/{id}/attributes", DeleteAttributesAsync).WithSummary("Removes attributes: {keys}.");
    }

    private static async Task<IResult> PatchLabelsAsync(
        HttpContext context, string id, Documents documents, SharedDocuments shared, VersionStore store)
    {
        var request = await JsonBody.ReadObjectAsync(context);
        var nodes = RequireObjects(request, "labelsNode");
        var upsert = request.GetFlag("upsert") ?? context.Request.Path.Value!.EndsWith("/addLabels", StringComparison.OrdinalIgnoreCase);
        return await EditAsync(context, id, documents, shared, store, body =>
        {
            var roots = body.GetArray("roots")!;
            nodes.ForEach(node => LabelTree.Apply(roots, node, upsert));
        });
    }

    private static async Task<IResult> PatchAttributesAsync(
        HttpContext context, string id, Documents documents, SharedDocuments shared, VersionStore store)
    {
        var request = await JsonBody.ReadObjectAsync(context);
        var items = RequireObjects(request, "items");
        var upsert = request.GetFlag("upsert") ?? false;
        return await EditAsync(context, id, documents, shared, store, body =>
        {
            var attributes = AttributesOf(body);
            items.ForEach(item => AttributeList.Apply(attributes, item, upsert));
        });
    }

    private static async Task<IResult> DeleteAttributesAsync(
        HttpContext context, string id, Documents documents, SharedDocuments shared, VersionStore store)
    {
        var keys = (await JsonBody.ReadObjectAsync(context)).GetTexts("keys")
            ?? throw ApiException.BadRequest("keys is missing: give an array of attribute keys.");
        return await EditAsync(context, id, documents, shared, store, body => AttributeList.Remove(AttributesOf(body), keys));
    }

    private static async Task<IResult> EditAsync(
        HttpContext context, string id, Documents documents, SharedDocuments shared, VersionStore store, Action<JsonObject> edit)
    {
        var caller = context.GetCaller();
        var ontology = shared.Require(caller, Kinds.Ontology, id, ProjectRole.Engineer);
        var changed = await documents.UpdateAsync(Kinds.Ontology, ontology.Id, body =>
        {
            edit(body);
            OntologyEndpoints.Stamp(body, caller, store);
        });
        return WireJson.Result(OntologyMapping.ToWire(
            changed ?? throw ApiException.NotFound($"Ontology not found. id: {id}"), context.GetApiUrl()));
    }

    private static JsonArray AttributesOf(JsonObject body)
    {
        var metadata = body.GetObject("metadata")!;
        if (metadata["attributes"] is not JsonArray attributes)
        {
            metadata["attributes"] = attributes = [];
        }

        return attributes;
    }

    private static List<JsonObject> RequireObjects(JsonObject request, string name)
    {
        var array = request.GetArray(name) ?? throw ApiException.BadRequest($"{name} is missing: give an array of objects.");
        return [.. array.Select((node, index) => node as JsonObject ?? throw JsonBody.Wrong($"{name}[{index}]", "an object", node))];
    }
}
