using System.Text.Json;
using Venn.Engine.Versions;
using Venn.Protocol.Dql;
using Venn.Server.Features.Query;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Datasets;

/// <summary><c>POST /datasets/query</c>: datasets are few, and looked through in memory.</summary>
internal static class QueryDatasets
{
    public static async Task<IResult> Handle(HttpContext context, DataServices services)
    {
        var query = await DqlBody.ReadAsync(context);
        var apiUrl = context.GetApiUrl();
        var found = services.Store.Datasets
            .Where(d => services.Access.MaySee(context.GetCaller(), d.Info.Scope))
            .Where(d => query.SystemSpace || !DatasetBody.Of(d).IsSystem)
            .Where(d => IsInContext(d, query.Context))
            .Select(d => (
                Dataset: d,
                Document: JsonSerializer.SerializeToElement(DatasetMapping.Describe(d, apiUrl, services))))
            .Where(d => DocumentMatcher.Matches(query.Filter, d.Document))
            .ToList();
        Sort(found, query.Sort);
        return WireJson.Result(Page.Cut(
            found, query.Page, query.PageSize, d => DatasetMapping.ToWire(d.Dataset, apiUrl, services)));
    }

    // Clients put a project's id under 'datasets' too.
    private static bool IsInContext(Dataset dataset, DqlContext context) =>
        (context.Projects is null && context.Datasets is null)
        || context.Projects?.Contains(dataset.Info.Scope) == true
        || context.Datasets?.Contains(dataset.Info.Scope) == true
        || context.Datasets?.Contains(WireId.OfDataset(dataset.Ordinal)) == true;

    private static void Sort(List<(Dataset Dataset, JsonElement Document)> found, IReadOnlyList<DqlSort> sort)
    {
        if (sort.Count == 0)
        {
            return;
        }

        found.Sort((a, b) =>
        {
            foreach (var field in sort)
            {
                var order =
                    string.CompareOrdinal(a.Document.GetText(field.Field) ?? "", b.Document.GetText(field.Field) ?? "");
                if (order != 0)
                {
                    return field.Descending ? -order : order;
                }
            }

            return a.Dataset.Ordinal.CompareTo(b.Dataset.Ordinal);
        });
    }
}
