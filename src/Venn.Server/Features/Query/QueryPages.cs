using System.Text.Json;
using Venn.Engine.Query;
using Venn.Engine.Versions;
using Venn.Protocol.Dql;
using Venn.Server.Features.Annotations;
using Venn.Server.Features.Items;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Query;

/// <summary>Pages of items or annotations: one state for the whole of the answer.</summary>
internal static class QueryPages
{
    public static Task WriteAsync(
        HttpContext context, VersionStore store, DatasetVersion version, Relation relation, DqlQuery query)
    {
        var dataset = version.Dataset;
        var translator = DqlTranslator.Of(dataset);
        translator.Check(relation, query.Sort);
        var found = version.Query(relation, new QueryRequest
        {
            Filter = translator.Translate(relation, query),
            Sort = DqlTranslator.TranslateSort(relation, query.Sort),
            Offset = (long)query.Page * query.PageSize,
            Limit = query.PageSize,
        }, context.RequestAborted);
        var revisions = version.Read(relation, found.Revisions);
        return JsonResponse.WriteAsync(context, json =>
        {
            WriteStart(json, found.TotalCount, query.Page, query.PageSize);
            if (relation == Relation.Items)
            {
                ItemResponse.WriteArray(json, ItemResponse.MappingFor(context, store, dataset), version, revisions);
            }
            else
            {
                AnnotationResponse.WriteArray(
                    json, new AnnotationMapping(context.GetApiUrl(), dataset.Ordinal), revisions);
            }

            json.WriteEndObject();
        });
    }

    /// <summary>The page object, up to the value of <c>items</c>.</summary>
    public static void WriteStart(Utf8JsonWriter json, long totalCount, long page, int pageSize)
    {
        json.WriteStartObject();
        json.WriteNumber("totalItemsCount", totalCount);
        json.WriteNumber("totalPagesCount", Page.PageCount(totalCount, pageSize));
        json.WriteBoolean("hasNextPage", Page.HasNext(totalCount, page, pageSize));
        json.WritePropertyName("items");
    }
}
