namespace Venn.Server.Features.Versions;

/// <summary>The versions API: commits, snapshots, rollback and diff. See docs/protocol/versions.md.</summary>
internal static class VersionEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var dataset = api.MapGroup("/datasets/{datasetId}");
        dataset.MapGet("/commits", CommitHandlers.List).WithSummary("The commits of a dataset, newest first.");
        dataset.MapGet("/commits/{commitId}", CommitHandlers.Get).WithSummary("One commit.");
        dataset.MapGet("/snapshots", SnapshotHandlers.List).WithSummary("The snapshots of a dataset, newest first.");
        dataset.MapPost("/snapshots", SnapshotHandlers.TakeAsync).WithSummary("Gives a version an immutable name.");
        dataset.MapGet("/snapshots/{snapshotId}", SnapshotHandlers.Get).WithSummary("One snapshot.");
        dataset.MapPost("/snapshots/{snapshotId}/digest", SnapshotHandlers.DigestAsync)
            .WithSummary("Computes the digest of a snapshot's content; a command.");
        dataset.MapPost("/rollback", RollbackHandler.HandleAsync)
            .WithSummary("Makes a new commit whose state is an earlier one's; nothing is lost. A command.");
        dataset.MapGet("/diff", DiffHandler.Handle).WithSummary("What differs between two versions, by item.");
    }
}
