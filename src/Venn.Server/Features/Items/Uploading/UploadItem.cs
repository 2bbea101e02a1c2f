using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Writing;
using Venn.Server.Features.Drivers;
using Venn.Server.Features.Items.Facts;
using Venn.Server.Security;
using Venn.Server.Wire;
using Venn.Storage.Blobs;

namespace Venn.Server.Features.Items.Uploading;

/// <summary>
/// <c>POST /datasets/{id}/items</c>: a file in a multipart body, streamed into the blob store, or a directory in a
/// form.
/// </summary>
internal static class UploadItem
{
    private const string OperationHeader = "x-item-op";

    public static async Task HandleAsync(HttpContext context, string datasetId, DataServices services, ObjectSources sources)
    {
        var dataset = services.RequireWritable(context, datasetId);
        if (!UploadForm.IsMultipart(context.Request))
        {
            await MakeDirectoryAsync(context, dataset, services);
            return;
        }

        var overwrite = context.Request.Query["mode"].ToString() switch
        {
            "" or "skip" => false,
            "overwrite" => true,
            var mode => throw ApiException.BadRequest($"mode: '{mode}' is not known; use skip or overwrite."),
        };
        using var hold = services.Store.Blobs.Hold();
        var blob = default(BlobInfo?);
        var form = await UploadForm.ReadAsync(
            context.Request,
            async (form, stream) =>
                blob = await StoreAsync(dataset, form, stream, overwrite, services, context.RequestAborted),
            context.RequestAborted);
        if (form.Type == "dir")
        {
            await AnswerDirectoryAsync(context, dataset, form.Path, services);
            return;
        }

        var upload = MakeUpload(form, blob, services);
        if (blob is { } stored && sources.MayWrite(dataset) && !ItemPath.IsHidden(upload.Path))
        {
            upload = upload with { External = await WriteThroughAsync(dataset, upload.Path, stored, services, sources, context.RequestAborted) };
        }

        var author = context.GetCaller().Email;
        var (item, operation) = await dataset.WriteAsync(
            new CommitInfo(author, "upload"), writer => Put(writer, upload, author, overwrite, services.Now));
        context.Response.Headers[OperationHeader] = operation;
        if (operation == "skip")
        {
            // The answer speaks of the bytes that were sent: a client that finds another size deletes the item.
            await ItemResponse.WriteAsync(
                context, services.Store, dataset, item with { SizeBytes = form.File!.BytesRead },
                dataset.Head.CountAnnotations([item.Lineage])[0]);
            return;
        }

        await ItemResponse.WriteAsync(context, services.Store, dataset, item, annotationsCount: 0);
    }

    /// <summary>Stores the bytes, unless a file that is there makes them needless.</summary>
    private static async Task<BlobInfo?> StoreAsync(
        Dataset dataset, UploadForm form, Stream stream, bool overwrite, DataServices services,
        CancellationToken cancellationToken)
    {
        if (!overwrite && form.Path is { } path
            && dataset.Head.FindItem(ItemPath.Normalize(path, "path")) is { IsDirectory: false })
        {
            await stream.CopyToAsync(Stream.Null, cancellationToken);
            return null;
        }

        return await services.Store.Blobs.PutAsync(stream, sizeLimitBytes: null, cancellationToken);
    }

    /// <summary>
    /// Writes the bytes to the user's own storage too, so that a sync finds the object with its item. Venn's own copy stays
    /// what is served: later changes of the object cannot take this version away.
    /// </summary>
    private static async Task<ExternalRef> WriteThroughAsync(
        Dataset dataset, string path, BlobInfo blob, DataServices services, ObjectSources sources,
        CancellationToken cancellationToken)
    {
        var (driverId, source) = sources.Require(dataset);
        await using var content = services.Store.Blobs.OpenRead(blob.Hash);
        var written = await source.PutAsync(path[1..], content, cancellationToken);
        return new ExternalRef(driverId, written.Key, written.ETag);
    }

    private static Upload MakeUpload(UploadForm form, BlobInfo? blob, DataServices services)
    {
        var path = form.Path is { Length: > 0 } given ? given : form.FileName;
        var isFolder = path is not null && path.EndsWith('/') && !string.IsNullOrEmpty(form.FileName);
        path = ItemPath.Normalize(isFolder ? path + form.FileName : path, "path");
        var name = string.IsNullOrEmpty(form.FileName) ? ItemPath.GetName(path) : ItemPath.GetName("/" + form.FileName);
        var facts = blob is { } stored
            ? FactReader.Read(
                path, name, form.File!.Head, stored.SizeBytes, () => services.Store.Blobs.OpenRead(stored.Hash))
            : null;
        return new Upload(path, blob, facts, form.Metadata, form.Description);
    }

    private static (Revision Item, string Operation) Put(
        DatasetWriter writer, Upload upload, string author, bool overwrite, DateTimeOffset now)
    {
        var existing = writer.FindItem(upload.Path);
        if (existing is { IsDirectory: true })
        {
            throw ApiException.BadRequest($"'{upload.Path}' is a directory; a file cannot take its place.");
        }

        if (existing is not null && !overwrite)
        {
            return (existing, "skip");
        }

        if (upload.Blob is not { } blob || upload.Facts is not { } facts)
        {
            // What made the bytes needless was deleted while they came.
            throw ApiException.Conflict($"'{upload.Path}' changed during the upload; send it again.");
        }

        if (existing is not null)
        {
            writer.RemoveAnnotations(RevisionSets.Of(writer.ReadAnnotations(existing.Lineage)));
            return (writer.UpdateItem(ReplaceFile.Apply(existing, upload, author, now)), "overwrite");
        }

        ItemDirectories.EnsureAbove(writer, upload.Path, author);
        var identity = writer.NewIdentity();
        var item = new Revision
        {
            Lineage = identity.Lineage,
            Path = upload.Path,
            Content = blob.Hash,
            SizeBytes = blob.SizeBytes,
            Body = ExternalRef.Write(
                ItemBody.OfFile(upload.Path, author, identity.CreatedAt, upload.Description, upload.Metadata, facts),
                upload.External),
        };
        return (writer.AddItem(item), "created");
    }

    private static async Task MakeDirectoryAsync(HttpContext context, Dataset dataset, DataServices services)
    {
        if (!context.Request.HasFormContentType)
        {
            throw ApiException.BadRequest("content-type: send a file as multipart/form-data, or a form with type=dir and path.");
        }

        var form = await FormBody.ReadAsync(context);
        if (form["type"].ToString() is var type && type != "dir")
        {
            throw ApiException.BadRequest(
                $"type: '{type}' needs multipart/form-data; a form makes directories alone (type=dir).");
        }

        await AnswerDirectoryAsync(context, dataset, form["path"].ToString(), services);
    }

    private static async Task AnswerDirectoryAsync(
        HttpContext context, Dataset dataset, string? path, DataServices services)
    {
        var directory = ItemPath.Normalize(path, "path");
        if (directory == "/")
        {
            throw ApiException.BadRequest("path: the root directory is always there.");
        }

        var author = context.GetCaller().Email;
        var item = await dataset.WriteAsync(
            new CommitInfo(author, "makeDirectory"), writer => ItemDirectories.Ensure(writer, directory, author));
        await ItemResponse.WriteAsync(context, services.Store, dataset, item, annotationsCount: 0);
    }
}
