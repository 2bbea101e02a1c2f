using System.Text.Json.Nodes;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Features;

/// <summary>Feature sets: what a model's vectors are vectors of.</summary>
internal static class FeatureSetEndpoints
{
    private static readonly string[] Fields = ["name", "size", "type", "project", "modelId", "entityType", "org"];

    public static void Map(RouteGroupBuilder api)
    {
        var sets = api.MapGroup("/features/sets");
        sets.MapPost("", CreateAsync).WithSummary("Makes a feature set; answers an array of it.");
        sets.MapPost("/query", (HttpContext context, DataServices services) =>
            FeatureDocuments.QueryAsync(context, services, Kinds.FeatureSet, Url(context)))
                .WithSummary("Finds feature sets by DQL.");
        sets.MapGet("/{id}", Get).WithSummary("One feature set.");
        sets.MapPatch("/{id}", PatchAsync).WithSummary("Changes a feature set.");
        sets.MapDelete("/{id}", DeleteAsync).WithSummary("Deletes a feature set and its vectors.");
    }

    private static string Url(HttpContext context) => context.GetApiUrl() + "/features/sets";

    private static async Task<IResult> CreateAsync(HttpContext context, DataServices services)
    {
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        request.RequireText("name");
        var set = FeatureDocuments.Create(services, context.GetCaller(), Kinds.FeatureSet, request, Fields);
        await services.Documents.InsertAsync(set);
        return WireJson.Result(new JsonArray(FeatureDocuments.ToWire(set, Url(context))));
    }

    private static IResult Get(HttpContext context, string id, DataServices services) => WireJson.Result(
        FeatureDocuments.ToWire(Require(context, services, id, ProjectRole.Annotator), Url(context)));

    private static async Task<IResult> PatchAsync(HttpContext context, string id, DataServices services)
    {
        var set = Require(context, services, id, ProjectRole.Engineer);
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var changed = await services.Documents.UpdateAsync(Kinds.FeatureSet, set.Id, body =>
        {
            // The size is that of the vectors which are there.
            foreach (var field in Fields.Where(f => f is not ("project" or "org" or "size") && request[f] is not null))
            {
                body[field] = request[field]!.DeepClone();
            }

            body["updatedBy"] = context.GetCaller().Email;
        });
        return WireJson.Result(
            FeatureDocuments.ToWire(changed ?? throw DataServices.NotFound("feature set", id), Url(context)));
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, string id, DataServices services)
    {
        var set = Require(context, services, id, ProjectRole.Engineer);
        var changes = services.Documents.Begin().Delete(Kinds.FeatureSet, set.Id);
        var vectors = services.Documents.List(Kinds.FeatureVector, set.Scope);
        foreach (var vector in vectors.Where(v => v.Root.GetText("featureSetId") == set.Id))
        {
            changes.Delete(Kinds.FeatureVector, vector.Id);
        }

        await services.Documents.CommitAsync(changes);
        return Results.NoContent();
    }

    private static Document Require(HttpContext context, DataServices services, string id, ProjectRole role) =>
        FeatureDocuments.Require(context, services, Kinds.FeatureSet, "feature set", id, role);
}
