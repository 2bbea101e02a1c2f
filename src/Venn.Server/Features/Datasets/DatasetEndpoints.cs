namespace Venn.Server.Features.Datasets;

/// <summary>Routes of datasets.</summary>
internal static class DatasetEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/datasets", CreateDataset.HandleAsync)
            .WithSummary("Makes a dataset in a project, with a recipe when asked.");
        api.MapPost("/datasets/query", QueryDatasets.Handle).WithSummary("Finds datasets by DQL.");
        api.MapPost("/datasets/merge", MergeDatasets.HandleAsync)
            .WithSummary("Merges two or more datasets into a new one; a command.");
        api.MapPost("/datasets/merge/preview", MergeDatasets.PreviewAsync)
            .WithSummary("What a merge would do: counts, renamed items and conflicts; nothing is written.");
        api.MapGet("/datasets/{datasetId}", DatasetHandlers.Get).WithSummary("One dataset.");
        api.MapPatch("/datasets/{datasetId}", DatasetHandlers.PatchAsync)
            .WithSummary("Renames a dataset or replaces its metadata; recipes are switched with ?system=true.");
        api.MapDelete("/datasets/{datasetId}", DatasetHandlers.DeleteAsync)
            .WithSummary("Deletes a dataset; its clones stay whole.");
        api.MapPatch("/datasets/{datasetId}/unlock", DatasetHandlers.UnlockAsync)
            .WithSummary("Ends the lock of an export.");
        api.MapGet("/datasets/{datasetId}/directoryTree", DirectoryTree.Handle)
            .WithSummary("The directories, as a tree.");
        api.MapPost("/datasets/{datasetId}/clone", CloneDataset.HandleAsync)
            .WithSummary("Clones a dataset or what a filter selects of it; a command.");
        api.MapGet("/datasets/{datasetId}/schema", DatasetHandlers.GetSchema)
            .WithSummary("Which paths are not searchable.");
        api.MapPost("/datasets/{datasetId}/schema/items", DatasetHandlers.PatchSchemaAsync)
            .WithSummary("Names paths of items as unsearchable: a condition, an order or a facet on them is refused.");
    }
}
