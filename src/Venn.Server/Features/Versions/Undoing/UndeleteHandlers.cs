using Venn.Engine.Versions;
using Venn.Server.Features.Datasets;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Versions.Undoing;

/// <summary>Deleted datasets: which there are, and bringing one back with all of its history.</summary>
internal static class UndeleteHandlers
{
    public static IResult List(HttpContext context, string projectId, DataServices services)
    {
        services.Access.Require(context.GetCaller(), projectId, ProjectRole.Annotator);
        var (page, pageSize) = Page.Read(context.Request);
        List<Dataset> deleted = [.. services.Store.AllDatasets.Where(d => d is { IsDeleted: true, IsPurged: false } && d.Info.Scope == projectId)];
        return WireJson.Result(Page.Cut(
            deleted, page, pageSize, d => DatasetMapping.Describe(d, context.GetApiUrl(), services)));
    }

    public static async Task<IResult> HandleAsync(HttpContext context, string datasetId, DataServices services)
    {
        var caller = context.GetCaller();
        if (!WireId.TryParse(datasetId, out var ordinal, out var number) || number != 0
            || services.Store.FindAny(ordinal) is not { } dataset || !services.Access.MaySee(caller, dataset.Info.Scope))
        {
            throw ApiException.NotFound($"Dataset not found. id: {datasetId}");
        }

        services.Access.Require(caller, dataset.Info.Scope, ProjectRole.Engineer);
        await dataset.RestoreAsync();
        return WireJson.Result(DatasetMapping.ToWire(dataset, context.GetApiUrl(), services));
    }
}
