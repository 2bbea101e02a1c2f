using Venn.Engine.Versions;
using Venn.Server.Features.Datasets;
using Venn.Server.Wire;

namespace Venn.Server.Features.Versions;

/// <summary><c>GET /datasets/{id}/diff</c>.</summary>
internal static class DiffHandler
{
    public static Task Handle(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        var (page, pageSize) = Page.Read(context.Request);
        if (VersionRef.HasAt(context.Request) && context.Request.Query["to"].ToString().Length > 0)
        {
            throw ApiException.BadRequest("at: it says the same as 'to'; give one of them.");
        }

        var to = VersionRef.HasAt(context.Request)
            ? VersionRef.ReadAt(context, services, dataset)
            : VersionRef.Resolve(context, services, dataset, context.Request.Query["to"], "to", allowSlice: true);
        var from = context.Request.Query["from"].ToString() is { Length: > 0 } given
            ? VersionRef.Resolve(context, services, dataset, given, "from", allowSlice: true)
            : FindParent(context, services, to);
        var view = new DiffView(services.Store.Diff(from, to));
        return JsonResponse.WriteAsync(context, json => new DiffWriter(json, view).Write(page, pageSize));
    }

    private static DatasetVersion FindParent(HttpContext context, DataServices services, DatasetVersion version)
    {
        if (version.Commit.Parents is not [var parent, ..])
        {
            throw ApiException.BadRequest("from: the version is a dataset's first and has no parent; name what to compare with.");
        }

        return VersionRef.Resolve(context, services, version.Dataset, WireId.OfCommit(parent), "from");
    }
}
