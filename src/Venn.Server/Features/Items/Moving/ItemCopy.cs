using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Writing;
using Venn.Server.Features.Datasets;
using Venn.Server.Wire;

namespace Venn.Server.Features.Items.Moving;

/// <summary>
/// Copies one item with its annotations to another place: a new lineage that remembers its source, the same binary.
/// </summary>
internal sealed record ItemCopy(
    DatasetVersion From, Revision Item, CloneSwitches Switches, JsonElement Metadata, string Author)
{
    /// <summary>Facts of the binary, which every copy keeps.</summary>
    private static readonly string[] Intrinsic =
    [
        "originalname", "mimetype", "encoding", "isBinary", "width", "height", "channels", "exif", "fps", "shebang",
        "ffmpeg", "duration", "nb_frames",
    ];

    private static readonly string[] TaskFields = ["refs", "taskStatusLog", "annotationStatus"];

    private readonly IReadOnlyList<Revision> annotations =
        Switches.Annotations ? From.ReadAnnotations(Item.Lineage) : [];

    /// <summary>Puts the copy at a path; when it is taken, at one like it.</summary>
    public Revision Put(DatasetWriter writer, string path)
    {
        ItemDirectories.EnsureAbove(writer, path, Author);
        var identity = writer.NewIdentity();
        var item = writer.AddItem(Item with
        {
            Number = new RevisionNumber(-1),
            Lineage = identity.Lineage,
            Source = Item.Lineage,
            SourceDataset = From.Dataset.Ordinal,
            Path = FindFree(writer, path),
            Body = WriteBody(identity, path),
        });
        CopyAnnotations(writer, item.Lineage);
        return item;
    }

    private static string FindFree(DatasetWriter writer, string path)
    {
        var dot = path.LastIndexOf('.');
        var (stem, extension) = dot > path.LastIndexOf('/') + 1 ? (path[..dot], path[dot..]) : (path, "");
        var free = path;
        for (var count = 1; writer.FindItem(free) is not null; count++)
        {
            free = $"{stem} ({count}){extension}";
        }

        return free;
    }

    private ReadOnlyMemory<byte> WriteBody(Identity identity, string path)
    {
        var root = JsonBytes.Parse(Item.Body);
        var metadata = JsonMerge.ObjectAt(root, "metadata");
        var system = JsonMerge.ObjectAt(metadata, "system");
        if (!Switches.Metadata)
        {
            root.Remove("description");
            Keep(metadata, ["system", "fps"]);
            Keep(system, [.. Intrinsic, .. TaskFields]);
        }

        if (!Switches.TaskStatus)
        {
            foreach (var field in TaskFields)
            {
                system.Remove(field);
            }
        }

        system.Remove("thumbnailId");
        if (Metadata.ValueKind == JsonValueKind.Object)
        {
            JsonMerge.Apply(root, "metadata", Metadata);
        }

        root["hidden"] = ItemPath.IsHidden(path);
        root["createdAt"] = WireTime.Format(identity.CreatedAt);
        return ItemUpdate.Stamp(root, Author, identity.CreatedAt);
    }

    private void CopyAnnotations(DatasetWriter writer, Lineage item)
    {
        // Parents may come after their children: every copy's lineage is known before any body is written.
        var identities = annotations.Select(_ => writer.NewIdentity()).ToList();
        var copies = new Dictionary<string, string>(annotations.Count);
        for (var i = 0; i < annotations.Count; i++)
        {
            copies[WireId.Of(DatasetOrdinal.None, annotations[i].Lineage)] =
                WireId.Of(DatasetOrdinal.None, identities[i].Lineage);
        }

        for (var i = 0; i < annotations.Count; i++)
        {
            var root = JsonBytes.Parse(annotations[i].Body);
            var system = JsonMerge.ObjectAt(JsonMerge.ObjectAt(root, "metadata"), "system");
            if (!Switches.TaskStatus)
            {
                system.Remove("status");
            }

            if (system["parentId"] is JsonValue value && value.TryGetValue<string>(out var parent)
                && copies.TryGetValue(parent, out var copy))
            {
                system["parentId"] = copy;
            }

            root["createdAt"] = WireTime.Format(identities[i].CreatedAt);
            writer.AddAnnotation(new Revision
            {
                Lineage = identities[i].Lineage,
                Item = item,
                Source = annotations[i].Lineage,
                SourceDataset = From.Dataset.Ordinal,
                Body = JsonBytes.Write(root),
            });
        }
    }

    private static void Keep(JsonObject from, string[] names)
    {
        foreach (var name in from.Select(m => m.Key).Except(names).ToList())
        {
            from.Remove(name);
        }
    }
}
