using System.Text.Json;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Writing;
using Venn.Server.Features.Items;
using Venn.Server.Features.Items.Facts;
using Venn.Server.Features.Items.Uploading;
using Venn.Server.Wire;
using Venn.Storage.Objects;

namespace Venn.Server.Features.Drivers;

/// <summary>Items that stand for objects of the user's own: made, and brought up to date.</summary>
internal static class ObjectItems
{
    private const int HeadBytes = HeadStream.HeadMaxBytes;

    /// <summary>The path of an object's item; null for a key that is no path, which then has no item.</summary>
    public static string? PathOf(string key)
    {
        try
        {
            var path = ItemPath.Normalize("/" + key, "key");
            return path == "/" + key && !ItemPath.IsHidden(path) ? path : null;
        }
        catch (ApiException)
        {
            return null;
        }
    }

    /// <summary>
    /// What the object says of itself: its head is read, and of clips and pictures what else is needed; of other types
    /// the name alone speaks, so that a sync of many small files asks for nothing but their list.
    /// </summary>
    public static FileFacts ReadFacts(IObjectSource source, ObjectInfo item, string path)
    {
        var type = MimeTypes.FromName(path);
        var looks = item.SizeBytes > 0
            && (type is null or "application/json" || type.StartsWith("image/", StringComparison.Ordinal)
                || type.StartsWith("video/", StringComparison.Ordinal) || type.StartsWith("audio/", StringComparison.Ordinal));
        var head = Array.Empty<byte>();
        if (looks)
        {
            using var stream = new ObjectStream(source, item);
            head = new byte[Math.Min(HeadBytes, item.SizeBytes)];
            stream.ReadExactly(head);
        }

        return FactReader.Read(path, ItemPath.GetName(path), head, item.SizeBytes, () => new ObjectStream(source, item));
    }

    /// <summary>Adds the item, with the directories above it.</summary>
    public static Revision Add(
        DatasetWriter writer, string path, ObjectInfo item, string driverId, FileFacts facts, string author)
    {
        ItemDirectories.EnsureAbove(writer, path, author);
        var identity = writer.NewIdentity();
        var body = ItemBody.OfFile(path, author, identity.CreatedAt, null, default, facts);
        return writer.AddItem(new Revision
        {
            Lineage = identity.Lineage,
            Path = path,
            SizeBytes = item.SizeBytes,
            Body = ExternalRef.Write(body, new ExternalRef(driverId, item.Key, item.ETag)),
        });
    }

    /// <summary>A new revision of an item whose object has changed: what people said of it stays.</summary>
    public static Revision Update(
        DatasetWriter writer, Revision old, ObjectInfo item, string driverId, FileFacts facts, string author,
        DateTimeOffset now)
    {
        var replaced = ReplaceFile.Apply(old, new Upload(old.Path, null, facts, default(JsonElement), null), author, now);
        return writer.UpdateItem(replaced with
        {
            SizeBytes = item.SizeBytes,
            Body = ExternalRef.Write(replaced.Body, new ExternalRef(driverId, item.Key, item.ETag)),
        });
    }
}
