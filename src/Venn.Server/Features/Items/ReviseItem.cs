using Venn.Engine.Versions;
using Venn.Server.Features.Items.Facts;
using Venn.Server.Features.Items.Uploading;
using Venn.Server.Security;
using Venn.Server.Wire;
using Venn.Storage.Blobs;

namespace Venn.Server.Features.Items;

/// <summary><c>POST /items/{id}/revisions</c>: another binary for the same item, annotations kept.</summary>
internal static class ReviseItem
{
    public static async Task HandleAsync(HttpContext context, string itemId, DataServices services)
    {
        var (dataset, lineage) = services.RequireOwner(
            context, itemId, "item", ProjectRole.Engineer, StatusCodes.Status400BadRequest);
        services.CheckWritable(dataset);
        var present = dataset.Head.FindItem(lineage) ?? throw DataServices.NotFound("item", itemId);
        if (present.IsDirectory)
        {
            throw ApiException.BadRequest($"'{present.Path}' is a directory; it has no file to replace.");
        }

        if (!UploadForm.IsMultipart(context.Request))
        {
            throw ApiException.BadRequest("content-type: send the file as multipart/form-data, in the part 'file'.");
        }

        var blobs = services.Store.Blobs;
        using var hold = blobs.Hold();
        var blob = default(BlobInfo);
        var form = await UploadForm.ReadAsync(
            context.Request,
            async (_, stream) => blob = await blobs.PutAsync(stream, sizeLimitBytes: null, context.RequestAborted),
            context.RequestAborted);
        if (form.File is not { } file)
        {
            throw ApiException.BadRequest("The upload has no part 'file'; send the file's bytes in it.");
        }

        var author = context.GetCaller().Email;
        var item = await dataset.WriteAsync(new CommitInfo(author, "revise"), writer =>
        {
            var old = writer.FindItem(lineage) ?? throw DataServices.NotFound("item", itemId);
            var name = string.IsNullOrEmpty(form.FileName)
                ? ItemPath.GetName(old.Path)
                : ItemPath.GetName("/" + form.FileName);
            var facts = FactReader.Read(old.Path, name, file.Head, blob.SizeBytes, () => blobs.OpenRead(blob.Hash));
            var upload = new Upload(old.Path, blob, facts, form.Metadata, form.Description);
            return writer.UpdateItem(ReplaceFile.Apply(old, upload, author, services.Now));
        });
        await ItemResponse.WriteAsync(context, services.Store, dataset, item);
    }
}
