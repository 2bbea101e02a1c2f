using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Server.Features.Datasets;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Versions;

/// <summary>Holds a dataset as it is, with a reason that whoever tries to write is told.</summary>
internal static class FreezeHandlers
{
    private const int ReasonMaxLength = 1000;

    public static IResult Get(HttpContext context, string datasetId, DataServices services) =>
        Answer(services.RequireDataset(context, datasetId));

    public static async Task<IResult> FreezeAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId, ProjectRole.Engineer);
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var reason = request.RequireText("reason").Trim();
        if (reason.Length is 0 or > ReasonMaxLength || reason.Any(char.IsControl))
        {
            throw ApiException.BadRequest($"reason: 1 to {ReasonMaxLength} characters, none of them a control character.");
        }

        WriteGuard.ThrowIfFrozen(dataset);
        await DatasetBody.UpdateAsync(dataset, body => body["frozen"] = new JsonObject
        {
            ["reason"] = ".!?".Contains(reason[^1]) ? reason : reason + ".",
            ["by"] = context.GetCaller().Email,
            ["at"] = WireTime.Format(services.Now),
        });
        return Answer(dataset);
    }

    public static async Task<IResult> UnfreezeAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId, ProjectRole.Engineer);
        await DatasetBody.UpdateAsync(dataset, body => body.Remove("frozen"));
        return Answer(dataset);
    }

    private static IResult Answer(Dataset dataset)
    {
        var frozen = DatasetBody.Of(dataset).Frozen;
        return WireJson.Result(new JsonObject
        {
            ["datasetId"] = WireId.OfDataset(dataset.Ordinal),
            ["frozen"] = frozen is not null,
            ["reason"] = frozen?.Reason,
            ["by"] = frozen?.By,
            ["at"] = frozen is null ? null : WireTime.Format(frozen.At),
        });
    }
}
