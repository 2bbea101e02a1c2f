using Venn.Engine.Revisions;
using Venn.Server.Features.Items.Facts;
using Venn.Server.Wire;
using Venn.Storage.Blobs;

namespace Venn.Server.Features.Items.Uploading;

/// <summary>Puts another binary under an item that is there: its identity and what people said of it stay.</summary>
internal static class ReplaceFile
{
    public static Revision Apply(Revision item, Upload upload, string author, DateTimeOffset now)
    {
        var root = JsonBytes.Parse(item.Body);
        root.Remove(Drivers.ExternalRef.Member);
        var metadata = JsonMerge.ObjectAt(root, "metadata");
        var system = JsonMerge.ObjectAt(metadata, "system");
        foreach (var name in system.Select(m => m.Key).Where(IsOfFile).ToList())
        {
            system.Remove(name);
        }

        metadata.Remove("fps");
        var fresh = JsonBytes.Parse(
            ItemBody.OfFile(item.Path, author, now, upload.Description, upload.Metadata, upload.Facts!));
        JsonMerge.Apply(root, "metadata", JsonBytes.ParseElement(JsonBytes.Write(fresh["metadata"]!)));
        if (!string.IsNullOrEmpty(upload.Description))
        {
            root["description"] = upload.Description;
        }

        return item with
        {
            Content = upload.Blob?.Hash ?? ContentHash.None,
            SizeBytes = upload.Blob?.SizeBytes ?? 0,
            Body = Drivers.ExternalRef.Write(ItemUpdate.Stamp(root, author, now), upload.External),
        };
    }

    private static bool IsOfFile(string name) =>
        FileFacts.IsFact(name)
            || name is "fps" or "duration" or "nb_frames" or "ffmpeg" or "annotationQueryThumbnailIdMap";
}
