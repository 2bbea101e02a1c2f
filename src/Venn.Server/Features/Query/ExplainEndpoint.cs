using System.Text.Json;
using Venn.Engine.Query;
using Venn.Engine.Query.Explaining;
using Venn.Engine.Versions;
using Venn.Server.Features.Datasets;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Query;

/// <summary><c>POST /datasets/{id}/query/explain</c>: how a query is answered. See docs/protocol/facets.md.</summary>
internal static class ExplainEndpoint
{
    public static void Map(RouteGroupBuilder api) => api.MapPost("/datasets/{datasetId}/query/explain", HandleAsync)
        .WithSummary("Answers a query as /query does, but with how: rows, segments, bodies and time of each step.");

    private static async Task HandleAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        var query = await DqlBody.ReadAsync(context);
        var relation = query.Resource switch
        {
            "items" => Relation.Items,
            "annotations" => Relation.Annotations,
            var other => throw ApiException.BadRequest(
                $"$.resource: '{other}' cannot be explained; use items or annotations."),
        };
        if (query.Delete || query.Update.ValueKind != JsonValueKind.Undefined || query.References.ValueKind != JsonValueKind.Undefined)
        {
            throw ApiException.BadRequest("$: what changes something is not explained; leave out update, delete and references.");
        }

        var version = VersionRef.ReadAt(context, services, dataset);
        var translator = DqlTranslator.Of(dataset);
        translator.Check(relation, query.Sort);
        var plan = version.Explain(
            relation,
            new QueryRequest
            {
                Filter = translator.Translate(relation, query), Sort = DqlTranslator.TranslateSort(relation, query.Sort),
                Offset = (long)query.Page * query.PageSize, Limit = query.PageSize,
            },
            context.RequestAborted);
        await JsonResponse.WriteAsync(context, json => Write(json, version, query.Resource, plan));
    }

    private static void Write(Utf8JsonWriter json, DatasetVersion version, string resource, QueryPlan plan)
    {
        json.WriteStartObject();
        json.WriteString("datasetId", WireId.OfDataset(version.Dataset.Ordinal));
        json.WriteString("commitId", WireId.OfCommit(version.Commit.Id));
        json.WriteString("resource", resource);
        json.WriteNumber("totalItemsCount", plan.Page.TotalCount);
        json.WriteNumber("elapsedMs", Milliseconds(plan.Elapsed));
        WriteSteps(json, plan.Steps);
        json.WriteEndObject();
    }

    private static void WriteSteps(Utf8JsonWriter json, IReadOnlyList<QueryStep> steps)
    {
        json.WriteStartArray("steps");
        foreach (var step in steps)
        {
            json.WriteStartObject();
            json.WriteString("name", step.Name);
            json.WriteString("detail", step.Detail);
            json.WriteNumber("rowsIn", step.RowsIn);
            json.WriteNumber("rowsOut", step.RowsOut);
            json.WriteStartObject("segments");
            json.WriteNumber("skipped", step.Segments.Skipped);
            json.WriteNumber("scanned", step.Segments.Scanned);
            json.WriteNumber("lookedUp", step.Segments.LookedUp);
            json.WriteEndObject();
            json.WriteNumber("bodiesRead", step.BodiesRead);
            json.WriteBoolean("kept", step.IsKept);
            json.WriteNumber("elapsedMs", Milliseconds(step.Elapsed));
            WriteSteps(json, step.Steps);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}
