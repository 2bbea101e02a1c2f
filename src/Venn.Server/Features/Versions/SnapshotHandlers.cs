using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Server.Features.Datasets;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Versions;

/// <summary>Routes of snapshots. Each records the digest of its content, soon after it was taken.</summary>
internal static class SnapshotHandlers
{
    private const int NameMaxLength = 512;

    public static IResult List(HttpContext context, string datasetId, DataServices services, SnapshotDigests digests)
    {
        var dataset = services.RequireDataset(context, datasetId);
        var (page, pageSize) = Page.Read(context.Request);
        var newestFirst = dataset.ReadSnapshots().Reverse().ToList();
        return WireJson.Result(
            Page.Cut(newestFirst, page, pageSize, s => CommitMapping.ToWire(s, digests.Find(s.Id))));
    }

    public static IResult Get(
        HttpContext context, string datasetId, string snapshotId, DataServices services, SnapshotDigests digests)
    {
        var snapshot = Require(services.RequireDataset(context, datasetId), snapshotId, services);
        return WireJson.Result(CommitMapping.ToWire(snapshot, digests.Find(snapshot.Id)));
    }

    public static async Task<IResult> TakeAsync(
        HttpContext context, string datasetId, DataServices services, SnapshotDigests digests)
    {
        var dataset = services.RequireDataset(context, datasetId, ProjectRole.Engineer);
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var name = request.RequireText("name");
        if (name.Length > NameMaxLength || name.Any(char.IsControl))
        {
            throw ApiException.BadRequest(
                $"name: at most {NameMaxLength} characters, none of them a control character.");
        }

        var version = VersionRef.Resolve(context, services, dataset, request.GetText("ref"), "$.ref");
        if (version.Dataset.Ordinal != dataset.Ordinal)
        {
            throw ApiException.BadRequest("$.ref: the version is of another dataset; take the snapshot there.");
        }

        var snapshot = await dataset.TakeSnapshotAsync(
            name, version.Commit.Id.Sequence,
            new CommitInfo(context.GetCaller().Email, "snapshot", VersionMessage.Read(request)));
        digests.Add(snapshot);
        return WireJson.Result(CommitMapping.ToWire(snapshot, digest: null));
    }

    public static async Task<IResult> DigestAsync(
        HttpContext context, string datasetId, string snapshotId, DataServices services, SnapshotDigests digests)
    {
        var dataset = services.RequireDataset(context, datasetId);
        var snapshot = Require(dataset, snapshotId, services);
        var state = await services.Commands.RunAsync(
            context.GetCaller(), "ComputeDigest", dataset.Info.Scope, new JsonObject { ["snapshotId"] = snapshot.Id },
            async (command, token) => command.Spec["digest"] = await digests.GetAsync(snapshot, token));
        return WireJson.Result(state.ToWire(context.GetApiUrl()));
    }

    /// <summary>What is wrong when a snapshot's digest is not what was computed before; null when all is well.</summary>
    public static string? CompareDigest(DataServices services, SnapshotDigests digests, string? reference, string digest)
    {
        if (reference is null || services.Store.FindSnapshot(reference.ToLowerInvariant()) is not { } snapshot)
        {
            return null;
        }

        return digests.Find(snapshot.Id) is { } kept && kept != digest
            ? $"Snapshot '{snapshot.Name}' has the digest {digest}, but had {kept}: its content is not what it was. "
                + "Restore the data directory from a backup."
            : null;
    }

    internal static Snapshot Require(Dataset dataset, string snapshotId, DataServices services)
    {
        var id = WireId.ParseEntity(snapshotId, "snapshot");
        var snapshot = services.Store.FindSnapshot(id);
        return snapshot is not null && snapshot.Commit.Dataset == dataset.Ordinal
            ? snapshot
            : throw Missing(snapshotId);
    }

    private static ApiException Missing(string id) => ApiException.NotFound($"Snapshot not found. id: {id}");
}
