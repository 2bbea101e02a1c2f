using Venn.Server.Features.Items.Downloading;
using Venn.Server.Features.Items.Moving;
using Venn.Server.Features.Items.Uploading;

namespace Venn.Server.Features.Items;

/// <summary>Routes of items.</summary>
internal static class ItemEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/datasets/{datasetId}/items", UploadItem.HandleAsync)
            .WithSummary("Uploads a file (multipart: type, path, metadata, description, file) or makes a directory (form: type=dir, path).");
        api.MapGet("/datasets/{datasetId}/items", ListItems.HandleAsync)
            .WithSummary("Lists the files of a dataset, by id.");
        api.MapPut("/datasets/{datasetId}/items/{directoryId}", MoveItems.HandleAsync)
            .WithSummary("Moves items, given as an array of ids, into a directory.");
        api.MapGet("/items/{itemId}", GetItem.HandleAsync).WithSummary("One item.");
        api.MapPatch("/items/{itemId}", PatchItem.HandleAsync)
            .WithSummary("Changes an item by a difference; null removes a key, filename moves it.");
        api.MapDelete("/items/{itemId}", DeleteItem.HandleAsync)
            .WithSummary("Deletes an item; a directory with all below it.");
        api.MapGet("/items/{itemId}/stream", StreamItem.HandleAsync)
            .WithSummary("The file's bytes, or a range of them.");
        api.MapGet("/items/{itemId}/thumbnail", ThumbnailItem.HandleAsync).WithSummary("A small picture of an image.");
        api.MapPost("/items/{itemId}/clone", CloneItem.HandleAsync).WithSummary("Clones one item; a command.");
        api.MapGet("/items/{itemId}/revisions", ItemRevisions.List)
            .WithSummary("The files an item has had, newest first.");
        api.MapGet("/items/{itemId}/revisions/{revisionId}/stream", ItemRevisions.StreamAsync)
            .WithSummary("The bytes of a file that an item has had, or a range of them.");
        api.MapPost("/items/{itemId}/revisions", ReviseItem.HandleAsync)
            .WithSummary("Replaces an item's file; its id and annotations stay.");
    }
}
