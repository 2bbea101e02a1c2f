using Venn.Protocol.Dql;
using Venn.Server.Features.Datasets;
using Venn.Server.Security;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Query;

/// <summary><c>POST /datasets/{id}/query</c>: pages, and changes of all that matches.</summary>
internal static class QueryEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/datasets/{datasetId}/query", HandleAsync)
            .WithSummary("Finds items or annotations by DQL; with update, delete or references changes all that match.");
        ExplainEndpoint.Map(api);
    }

    private static async Task HandleAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        var query = await DqlBody.ReadAsync(context);
        var relation = query.Resource switch
        {
            "items" => Relation.Items,
            "annotations" => Relation.Annotations,
            var other => throw ApiException.BadRequest(
                $"$.resource: '{other}' cannot be asked for here; use items or annotations."),
        };
        if (VersionRef.HasSlice(context.Request) && IsWrite(query))
        {
            throw ApiException.BadRequest("slice: a slice is read, not written; leave out 'slice', or update, delete and references.");
        }

        if (VersionRef.HasAt(context.Request) && IsWrite(query))
        {
            throw ApiException.BadRequest("at: what is past cannot be changed; leave out 'at', or update, delete and references.");
        }

        if (query.Delete)
        {
            var role = relation == Relation.Items ? ProjectRole.Engineer : ProjectRole.Annotator;
            services.RequireWritable(context, datasetId, role);
            await BulkChange.DeleteAsync(context, dataset, relation, query);
        }
        else if (query.Update.ValueKind != System.Text.Json.JsonValueKind.Undefined)
        {
            services.RequireWritable(
                context, datasetId, relation == Relation.Items ? ProjectRole.Engineer : ProjectRole.Annotator);
            await BulkChange.UpdateAsync(context, dataset, relation, query, services.Now);
        }
        else if (query.References.ValueKind != System.Text.Json.JsonValueKind.Undefined)
        {
            services.RequireWritable(context, datasetId, ProjectRole.AnnotationManager);
            await BulkChange.ReferenceAsync(context, dataset, query, services.Now);
        }
        else
        {
            await QueryPages.WriteAsync(context, services.Store, VersionRef.ReadAt(context, services, dataset), relation, query);
        }
    }

    private static bool IsWrite(DqlQuery query) =>
        query.Delete || query.Update.ValueKind != System.Text.Json.JsonValueKind.Undefined
        || query.References.ValueKind != System.Text.Json.JsonValueKind.Undefined;
}
