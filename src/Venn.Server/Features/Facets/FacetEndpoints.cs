using Venn.Engine.Query;
using Venn.Engine.Query.Facets;
using Venn.Protocol.Dql;
using Venn.Server.Features.Datasets;
using Venn.Server.Features.Query;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Facets;

/// <summary><c>POST /datasets/{id}/facets</c>: what a slice of a version holds, in numbers. See docs/protocol/versions.md.</summary>
internal static class FacetEndpoints
{
    public static void Map(RouteGroupBuilder api) => api.MapPost("/datasets/{datasetId}/facets", HandleAsync)
        .WithSummary("Counts by value, histograms, values that stand together, and totals of a slice of a version.");

    private static async Task HandleAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        var request = await JsonBody.ReadObjectElementAsync(context, cancellationToken: context.RequestAborted);
        var query = DqlBody.Read(request);
        var version = VersionRef.ReadAt(context, services, dataset, request.GetText("at"));
        var fields = new FacetFields(dataset);
        var asked = FacetReader.Read(request, fields);
        var answer = version.Facet(
            ToSlice(query, request, DqlTranslator.Of(dataset)) with { Facets = [.. asked.Select(facet => facet.Facet)] },
            context.RequestAborted);
        await JsonResponse.WriteAsync(context, json => FacetWriter.Write(json, version, asked, answer));
    }

    private static FacetRequest ToSlice(DqlQuery query, System.Text.Json.JsonElement request, DqlTranslator translator)
    {
        var narrowing = request.TryGetProperty("annotations", out var given)
            && given.ValueKind != System.Text.Json.JsonValueKind.Null
                ? translator.Translate(Relation.Annotations, DqlReader.ReadFilter(given, "$.annotations"))
                : Filter.All;
        switch (query.Resource)
        {
            case "items":
                return new FacetRequest { Items = translator.Translate(Relation.Items, query), Annotations = narrowing };
            case "annotations":
                var filter = new Filter.And([translator.Translate(Relation.Annotations, query), narrowing]);
                return new FacetRequest { Items = new Filter.HasAnnotation(filter), Annotations = filter };
            default:
                throw ApiException.BadRequest(
                    $"$.resource: '{query.Resource}' has no facets; use items, or annotations for a slice of those.");
        }
    }
}
