using System.Text.Json;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Features.Datasets;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Annotations;

/// <summary>Routes of annotations.</summary>
internal static class AnnotationEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/items/{itemId}/annotations", CreateAsync)
            .WithSummary("Adds annotations to an item, all or none; answers them in the same order.");
        api.MapGet("/items/{itemId}/annotations", ListAsync).WithSummary("The annotations of an item, by id.");
        api.MapGet("/annotations/{annotationId}", GetAsync).WithSummary("One annotation.");
        api.MapPut("/annotations/{annotationId}", UpdateAsync)
            .WithSummary("Changes an annotation by a difference; null removes a key.");
        api.MapDelete("/annotations/{annotationId}", DeleteAsync).WithSummary("Deletes an annotation.");
        api.MapGet("/datasets/{datasetId}/items/{itemId}/annotations/{annotationId}", GetOfItemAsync)
            .WithSummary("One annotation of an item.");
    }

    private static async Task CreateAsync(HttpContext context, string itemId, DataServices services)
    {
        var (dataset, lineage) = services.RequireOwner(
            context, itemId, "item", ProjectRole.Annotator, StatusCodes.Status400BadRequest);
        services.CheckWritable(dataset);
        var body = await JsonBody.ReadElementAsync(context, cancellationToken: context.RequestAborted);
        JsonElement[] given = body.ValueKind == JsonValueKind.Array ? [.. body.EnumerateArray()] : [body];
        var author = context.GetCaller().Email;
        var added = await dataset.WriteAsync(new CommitInfo(author, "annotate"), writer =>
        {
            var item = writer.FindItem(lineage) ?? throw DataServices.NotFound("item", itemId);
            if (item.IsDirectory)
            {
                throw ApiException.BadRequest($"'{item.Path}' is a directory; annotations are for files.");
            }

            var revisions = new Revision[given.Length];
            for (var i = 0; i < given.Length; i++)
            {
                var identity = writer.NewIdentity();
                revisions[i] = writer.AddAnnotation(new Revision
                {
                    Lineage = identity.Lineage,
                    Item = lineage,
                    Body = AnnotationBody.Create(given[i], $"$[{i}]", dataset.Ordinal, author, identity.CreatedAt),
                });
            }

            return revisions;
        });
        await AnnotationResponse.WriteAsync(context, dataset, added);
    }

    private static async Task ListAsync(HttpContext context, string itemId, DataServices services)
    {
        var (dataset, lineage) = services.RequireOwner(
            context, itemId, "item", ProjectRole.Annotator, StatusCodes.Status400BadRequest);
        var version = VersionRef.ReadAt(context, services, dataset);
        if (version.FindItem(lineage) is null)
        {
            throw DataServices.NotFound("item", itemId);
        }

        await AnnotationResponse.WriteAsync(context, dataset, version.ReadAnnotations(lineage));
    }

    private static async Task GetAsync(HttpContext context, string annotationId, DataServices services)
    {
        var (dataset, annotation) = Require(context, annotationId, services);
        await AnnotationResponse.WriteAsync(context, dataset, annotation);
    }

    private static async Task GetOfItemAsync(
        HttpContext context, string datasetId, string itemId, string annotationId, DataServices services)
    {
        var (dataset, annotation) = Require(context, annotationId, services);
        if (WireId.OfDataset(dataset.Ordinal) != datasetId || WireId.Of(dataset.Ordinal, annotation.Item) != itemId)
        {
            throw DataServices.NotFound("annotation", annotationId);
        }

        await AnnotationResponse.WriteAsync(context, dataset, annotation);
    }

    private static async Task UpdateAsync(HttpContext context, string annotationId, DataServices services)
    {
        var (dataset, lineage) = services.RequireOwner(
            context, annotationId, "annotation", ProjectRole.Annotator, StatusCodes.Status400BadRequest);
        services.CheckWritable(dataset);
        var patch = await JsonBody.ReadElementAsync(context, cancellationToken: context.RequestAborted);
        if (patch.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.BadRequest("$: expected an object with what changes.");
        }

        var system = context.Request.Query["system"] == "true";
        var author = context.GetCaller().Email;
        var annotation = await dataset.WriteAsync(new CommitInfo(author, "update"), writer =>
        {
            var old = writer.FindAnnotation(lineage) ?? throw DataServices.NotFound("annotation", annotationId);
            var changed = AnnotationUpdate.Apply(old, dataset.Ordinal, patch, system, author, services.Now);
            return ReferenceEquals(changed, old) ? old : writer.UpdateAnnotation(changed);
        });
        await AnnotationResponse.WriteAsync(context, dataset, annotation);
    }

    private static async Task DeleteAsync(HttpContext context, string annotationId, DataServices services)
    {
        var (dataset, lineage) = services.RequireOwner(
            context, annotationId, "annotation", ProjectRole.Annotator, StatusCodes.Status400BadRequest);
        services.CheckWritable(dataset);
        await dataset.WriteAsync(new CommitInfo(context.GetCaller().Email, "delete"), writer =>
        {
            var annotation = writer.FindAnnotation(lineage) ?? throw DataServices.NotFound("annotation", annotationId);
            writer.RemoveAnnotations(RevisionSets.Of([annotation]));
            return 1;
        });
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static (Dataset Dataset, Revision Annotation) Require(HttpContext context, string id, DataServices services)
    {
        var (dataset, lineage) = services.RequireOwner(
            context, id, "annotation", ProjectRole.Annotator, StatusCodes.Status400BadRequest);
        var version = VersionRef.ReadAt(context, services, dataset);
        return (dataset, version.FindAnnotation(lineage) ?? throw DataServices.NotFound("annotation", id));
    }
}
