namespace Venn.Server.Features.Upkeep;

/// <summary>Retention, holds, collection and erasure. See docs/protocol/retention.md.</summary>
internal static class UpkeepEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var dataset = api.MapGroup("/datasets/{datasetId}");
        dataset.MapGet("/retention", RetentionHandlers.Get).WithSummary("How long a dataset's history is kept.");
        dataset.MapPut("/retention", RetentionHandlers.SetAsync)
            .WithSummary("Sets how long a dataset's history is kept, for the project's owner.");
        api.MapGet("/retention", RetentionHandlers.GetDefault).WithSummary("The rule of datasets that have none of their own.");
        api.MapPut("/retention", RetentionHandlers.SetDefaultAsync)
            .WithSummary("Sets the rule of datasets that have none of their own, for the organization's owner.");
        dataset.MapDelete("/snapshots/{snapshotId}", HoldHandlers.DeleteAsync)
            .WithSummary("Deletes a snapshot that no rule holds; its commit is kept as long as the rule of retention says.");
        dataset.MapPost("/snapshots/{snapshotId}/hold", HoldHandlers.HoldAsync)
            .WithSummary("Holds a snapshot against deletion, until an instant or for ever, with a reason.");
        dataset.MapPost("/snapshots/{snapshotId}/release", HoldHandlers.ReleaseAsync)
            .WithSummary("Lifts a snapshot's hold, for the project's owner.");
        api.MapPost("/collect", CollectHandlers.HandleAsync)
            .WithSummary("Removes what no rule keeps and nothing holds, for the organization's owner; with dryRun tells it alone. A command.");
        dataset.MapPost("/erase", EraseHandlers.HandleAsync)
            .WithSummary("Erases items from every dataset, version and snapshot, for the owner of all projects touched; a command.");
    }
}
