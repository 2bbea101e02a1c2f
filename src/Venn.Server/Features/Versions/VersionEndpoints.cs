using Venn.Server.Features.Versions.Comparing;
using Venn.Server.Features.Versions.Merging;
using Venn.Server.Features.Versions.Undoing;

namespace Venn.Server.Features.Versions;

/// <summary>The versions API: commits, snapshots, rollback and diff. See docs/protocol/versions.md.</summary>
internal static class VersionEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var dataset = api.MapGroup("/datasets/{datasetId}");
        dataset.MapGet("/commits", CommitHandlers.List).WithSummary("The commits of a dataset, newest first.");
        dataset.MapGet("/commits/{commitId}", CommitHandlers.Get).WithSummary("One commit.");
        dataset.MapGet("/commits/{commitId}/settlements", SettlementHandler.List)
            .WithSummary("How the conflicts of a merge were settled, field by field, by a choice or by the policy.");
        dataset.MapGet("/snapshots", SnapshotHandlers.List).WithSummary("The snapshots of a dataset, newest first.");
        dataset.MapPost("/snapshots", SnapshotHandlers.TakeAsync).WithSummary("Gives a version an immutable name.");
        dataset.MapGet("/snapshots/{snapshotId}", SnapshotHandlers.Get).WithSummary("One snapshot.");
        dataset.MapPost("/snapshots/{snapshotId}/digest", SnapshotHandlers.DigestAsync)
            .WithSummary("Computes the digest of a snapshot's content; a command.");
        dataset.MapPost("/rollback", RollbackHandler.HandleAsync)
            .WithSummary("Makes a new commit whose state is an earlier one's; nothing is lost. A command.");
        dataset.MapGet("/diff", DiffHandler.Handle).WithSummary("What differs between two versions, by item.");
        dataset.MapPost("/diff", DiffHandler.HandleBodyAsync)
            .WithSummary("The same with what to compare in the body, where a filter may be long.");
        dataset.MapPost("/merge", MergeIntoHandler.HandleAsync)
            .WithSummary("Merges other datasets into this one, three-way; a command. Conflicts left open: 409 that lists them.");
        dataset.MapPost("/merge/preview", MergeIntoHandler.PreviewAsync)
            .WithSummary("What such a merge would do, every conflict, and the head to expect; nothing is written.");
        dataset.MapPost("/commits/{commitId}/revert", UndoHandlers.RevertAsync)
            .WithSummary("Undoes what one commit did, by a new commit, whatever came after it.");
        dataset.MapPost("/cherry-pick", UndoHandlers.CherryPickAsync)
            .WithSummary("Does here what one commit did in another dataset, by a new commit.");
        dataset.MapPost("/restore", UndoHandlers.RestoreAsync)
            .WithSummary("Puts items back as an earlier version has them, with their annotations; by a new commit.");
        dataset.MapPost("/undelete", UndeleteHandlers.HandleAsync).WithSummary("Brings a deleted dataset back.");
        api.MapGet("/projects/{projectId}/datasets/deleted", UndeleteHandlers.List).WithSummary("A project's deleted datasets.");
        dataset.MapGet("/graph", GraphHandler.Handle).WithSummary("The datasets this one came from, and those made from it.");
        api.MapGet("/items/{itemId}/log", LogHandlers.OfItem).WithSummary("An item's revisions, newest first, through clones.");
        api.MapGet("/items/{itemId}/blame", BlameHandlers.OfItem)
            .WithSummary("Who set each field and made each annotation of an item, in which commit of which dataset.");
        api.MapGet("/annotations/{annotationId}/log", LogHandlers.OfAnnotation)
            .WithSummary("An annotation's revisions, newest first, through clones.");
        api.MapGet("/annotations/{annotationId}/blame", BlameHandlers.OfAnnotation)
            .WithSummary("Who set each field of an annotation, in which commit of which dataset.");
        dataset.MapGet("/archive", ArchiveHandlers.DownloadAsync)
            .WithSummary("A version as a ZIP that stands on its own; with ?binaries=false the hashes alone.");
        api.MapPost("/projects/{projectId}/archives", ArchiveHandlers.UploadAsync)
            .WithSummary("Makes a dataset of an archive, which is the body; ?name= is its name. A command.");
        dataset.MapPost("/verify", VerifyHandlers.OfDatasetAsync)
            .WithSummary("Verifies a dataset's history, content and binaries, or one version's; a command.");
        api.MapPost("/verify", VerifyHandlers.OfStoreAsync).WithSummary("Verifies the whole store, for its owner; a command.");
        dataset.MapGet("/freeze", FreezeHandlers.Get).WithSummary("Whether a dataset is frozen, by whom and why.");
        dataset.MapPost("/freeze", FreezeHandlers.FreezeAsync).WithSummary("Refuses all writes from now on, with a reason.");
        dataset.MapPost("/unfreeze", FreezeHandlers.UnfreezeAsync).WithSummary("Lets a dataset be written again.");
    }
}
