using System.Globalization;
using Venn.Engine.Maintenance.Retention;
using Venn.Engine.Versions;
using Venn.Server.Features.Versions;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Upkeep;

/// <summary>
/// Rules that hold snapshots. An engineer may lay one, and make it stricter; to lift or to shorten one is for the project's
/// owner.
/// </summary>
internal static class HoldHandlers
{
    private const int ReasonMaxLength = 1000;

    public static async Task<IResult> HoldAsync(HttpContext context, string datasetId, string snapshotId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId, ProjectRole.Engineer);
        var snapshot = SnapshotHandlers.Require(dataset, snapshotId, services);
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var reason = request.RequireText("reason").Trim();
        if (reason.Length is 0 or > ReasonMaxLength || reason.Any(char.IsControl))
        {
            throw ApiException.BadRequest($"reason: 1 to {ReasonMaxLength} characters, none of them a control character.");
        }

        var until = ReadUntil(request.GetText("until"), services.Now);
        if (snapshot.Hold is { } present && present.IsInForce(services.Now) && until is { } end && (present.Until ?? DateTimeOffset.MaxValue) > end)
        {
            services.RequireDataset(context, datasetId, ProjectRole.Owner);
        }

        var held = await dataset.HoldSnapshotAsync(
            snapshot.Id, new SnapshotHold(until, reason, context.GetCaller().Email, services.Now));
        return Answer(held, services);
    }

    public static async Task<IResult> ReleaseAsync(HttpContext context, string datasetId, string snapshotId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId, ProjectRole.Owner);
        var snapshot = SnapshotHandlers.Require(dataset, snapshotId, services);
        return Answer(await dataset.HoldSnapshotAsync(snapshot.Id, null), services);
    }

    public static async Task<IResult> DeleteAsync(HttpContext context, string datasetId, string snapshotId, DataServices services)
    {
        var dataset = services.RequireWritable(context, datasetId);
        var snapshot = SnapshotHandlers.Require(dataset, snapshotId, services);
        await dataset.DeleteSnapshotAsync(snapshot.Id);
        await services.Documents.DeleteAsync(SnapshotDigests.Kind, snapshot.Id);
        return WireJson.Result(new System.Text.Json.Nodes.JsonObject { ["id"] = snapshot.Id });
    }

    private static DateTimeOffset? ReadUntil(string? text, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (!DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var until))
        {
            throw ApiException.BadRequest($"until: '{text}' is no instant; write it like 2027-01-31T00:00:00Z, or leave it out.");
        }

        return until > now ? until : throw ApiException.BadRequest($"until: '{text}' is over already.");
    }

    private static IResult Answer(Snapshot snapshot, DataServices services) =>
        WireJson.Result(CommitMapping.ToWire(snapshot, SnapshotDigests.Find(services.Documents, snapshot.Id)));
}
