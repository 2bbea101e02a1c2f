using System.Text.Json.Nodes;
using Venn.Engine;
using Venn.Engine.Versions;
using Venn.Server.Features.Datasets;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Versions;

/// <summary>Routes of snapshots. A digest once computed is kept beside the snapshot.</summary>
internal static class SnapshotHandlers
{
    private const int NameMaxLength = 512;

    /// <summary>Kind of the documents that hold digests; stands on disk.</summary>
    internal const string DigestKind = "snapshotDigest";

    public static IResult List(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        var (page, pageSize) = Page.Read(context.Request);
        var newestFirst = dataset.ReadSnapshots().Reverse().ToList();
        return WireJson.Result(
            Page.Cut(newestFirst, page, pageSize, s => CommitMapping.ToWire(s, FindDigest(services, s))));
    }

    public static IResult Get(HttpContext context, string datasetId, string snapshotId, DataServices services)
    {
        var snapshot = Require(services.RequireDataset(context, datasetId), snapshotId, services);
        return WireJson.Result(CommitMapping.ToWire(snapshot, FindDigest(services, snapshot)));
    }

    public static async Task<IResult> TakeAsync(HttpContext context, string datasetId, DataServices services)
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
        return WireJson.Result(CommitMapping.ToWire(snapshot, digest: null));
    }

    public static async Task<IResult> DigestAsync(
        HttpContext context, string datasetId, string snapshotId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        var snapshot = Require(dataset, snapshotId, services);
        var state = await services.Commands.RunAsync(
            context.GetCaller(), "ComputeDigest", dataset.Info.Scope, new JsonObject { ["snapshotId"] = snapshot.Id },
            async (command, token) =>
            {
                var digest = FindDigest(services, snapshot);
                if (digest is null)
                {
                    var version = dataset.FindVersion(snapshot.Commit.Sequence) ?? throw Missing(snapshotId);
                    digest = $"sha256:{version.ComputeDigest(token)}";
                    await services.Documents.CommitAsync(services.Documents.Begin().Replace(
                        new Document(DigestKind, snapshot.Id, "", null, new JsonObject { ["digest"] = digest })));
                }

                command.Spec["digest"] = digest;
            });
        return WireJson.Result(state.ToWire(context.GetApiUrl()));
    }

    /// <summary>What is wrong when a snapshot's digest is not what was computed before; null when all is well.</summary>
    public static string? CompareDigest(DataServices services, string? reference, string digest)
    {
        if (reference is null || services.Store.FindSnapshot(reference.ToLowerInvariant()) is not { } snapshot)
        {
            return null;
        }

        return FindDigest(services, snapshot) is { } kept && kept != digest
            ? $"Snapshot '{snapshot.Name}' has the digest {digest}, but had {kept}: its content is not what it was. "
                + "Restore the data directory from a backup."
            : null;
    }

    internal static string? FindDigest(DataServices services, Snapshot snapshot) =>
        services.Documents.Find(DigestKind, snapshot.Id)?.Root.GetText("digest");

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
