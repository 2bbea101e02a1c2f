using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Features;

/// <summary>Feature vectors of items and annotations.</summary>
internal static class FeatureVectorEndpoints
{
    private static readonly string[] Fields =
        ["entityId", "value", "datasetId", "project", "featureSetId", "version", "parentId", "org"];

    public static void Map(RouteGroupBuilder api)
    {
        var vectors = api.MapGroup("/features/vectors");
        vectors.MapPost("", CreateAsync).WithSummary("Adds vectors, all or none; answers them in the same order.");
        vectors.MapPost("/query", (HttpContext context, DataServices services) =>
            FeatureDocuments.QueryAsync(context, services, Kinds.FeatureVector, Url(context)))
                .WithSummary("Finds vectors by DQL.");
        vectors.MapPost("/project-count-aggregation", CountAsync)
            .WithSummary("How many vectors each set has in each dataset.");
        vectors.MapGet("/{id}", Get).WithSummary("One vector.");
        vectors.MapDelete("/{id}", DeleteAsync).WithSummary("Deletes a vector.");
    }

    private static string Url(HttpContext context) => context.GetApiUrl() + "/features/vectors";

    private static async Task<IResult> CreateAsync(HttpContext context, DataServices services)
    {
        var request = await JsonBody.ReadNodeAsync(context, cancellationToken: context.RequestAborted);
        var given = request switch
        {
            JsonArray array => array.ToList(),
            JsonObject one => [one],
            _ => throw JsonBody.Wrong("$", "an array of vectors", request),
        };
        var changes = services.Documents.Begin();
        var made = new JsonArray();
        for (var i = 0; i < given.Count; i++)
        {
            var vector = given[i] as JsonObject ?? throw JsonBody.Wrong($"$[{i}]", "an object", given[i]);
            Check(vector, $"$[{i}]", services);
            var document = FeatureDocuments.Create(services, context.GetCaller(), Kinds.FeatureVector, vector, Fields);
            changes.Insert(document);
            made.Add(FeatureDocuments.ToWire(document, Url(context)));
        }

        await services.Documents.CommitAsync(changes);
        return WireJson.Result(made);
    }

    private static void Check(JsonObject vector, string path, DataServices services)
    {
        vector.RequireText("entityId");
        var set = services.Documents.Find(Kinds.FeatureSet, vector.RequireText("featureSetId"));
        if (set is null || set.Scope != vector.GetText("project"))
        {
            throw ApiException.BadRequest($"{path}.featureSetId: the project has no such feature set.");
        }

        if (vector["value"] is not JsonArray value
            || value.Any(v => v is null || v.GetValueKind() != JsonValueKind.Number))
        {
            throw ApiException.BadRequest($"{path}.value: expected a list of numbers.");
        }

        if (set.Root.TryGetProperty("size", out var size) && size.ValueKind == JsonValueKind.Number
            && size.GetDouble() != value.Count)
        {
            throw ApiException.BadRequest(
                $"{path}.value: has {value.Count} numbers; vectors of this set have {size.GetDouble()}.");
        }
    }

    private static IResult Get(HttpContext context, string id, DataServices services) => WireJson.Result(
        FeatureDocuments.ToWire(Require(context, services, id, ProjectRole.Annotator), Url(context)));

    private static async Task<IResult> DeleteAsync(HttpContext context, string id, DataServices services)
    {
        await services.Documents.DeleteAsync(
            Kinds.FeatureVector, Require(context, services, id, ProjectRole.Engineer).Id);
        return Results.NoContent();
    }

    private static async Task<IResult> CountAsync(HttpContext context, DataServices services)
    {
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var projectId = request.RequireText("projectId");
        services.Access.Require(context.GetCaller(), projectId, ProjectRole.Annotator);
        var datasets = request.GetTexts("datasetIds");
        var counts = services.Documents.List(Kinds.FeatureVector, projectId)
            .Select(v => (Set: v.Root.GetText("featureSetId"), Dataset: v.Root.GetText("datasetId")))
            .Where(v => datasets is null || (v.Dataset is not null && datasets.Contains(v.Dataset)))
            .GroupBy(v => v);
        return WireJson.Result(new JsonArray([.. counts.Select(c => new JsonObject
        {
            ["featureSetId"] = c.Key.Set, ["datasetId"] = c.Key.Dataset, ["count"] = c.Count(),
        })]));
    }

    private static Document Require(HttpContext context, DataServices services, string id, ProjectRole role) =>
        FeatureDocuments.Require(context, services, Kinds.FeatureVector, "feature vector", id, role);
}
