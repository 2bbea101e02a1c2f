using Venn.Engine.Revisions;
using Venn.Engine.Versions.Writing;
using Venn.Server.Wire;

namespace Venn.Server.Features.Items.Moving;

/// <summary>Moves an item to another path; a directory with all below it.</summary>
internal static class ItemMove
{
    /// <param name="writer">The edit under way.</param>
    /// <param name="item">The item as it shall be, but for its path.</param>
    /// <param name="newPath">Where it goes.</param>
    /// <param name="author">Who moves it.</param>
    /// <param name="now">When.</param>
    /// <exception cref="ApiException">400: the path is taken, or inside the moved directory.</exception>
    public static Revision Apply(DatasetWriter writer, Revision item, string newPath, string author, DateTimeOffset now)
    {
        if (newPath == "/")
        {
            throw ApiException.BadRequest("filename: the root directory is always there; choose another path.");
        }

        if (writer.FindItem(newPath) is { } taken && taken.Lineage != item.Lineage)
        {
            throw ApiException.BadRequest(
                $"filename: the dataset already has an item at '{newPath}'. Choose another path.");
        }

        if (item.IsDirectory && ItemPath.IsAtOrBelow(newPath, item.Path))
        {
            throw ApiException.BadRequest($"filename: the directory '{item.Path}' cannot be moved into itself.");
        }

        ItemDirectories.EnsureAbove(writer, newPath, author);
        if (item.IsDirectory)
        {
            foreach (var below in ItemDirectories.ReadBelow(writer, item.Path))
            {
                writer.UpdateItem(At(below, newPath + below.Path[item.Path.Length..], author, now));
            }
        }

        return writer.UpdateItem(At(item, newPath, author, now));
    }

    private static Revision At(Revision item, string path, string author, DateTimeOffset now)
    {
        var root = JsonBytes.Parse(item.Body);
        if (ItemPath.IsHidden(path) != ItemPath.IsHidden(item.Path))
        {
            root["hidden"] = ItemPath.IsHidden(path);
        }

        return item with { Path = path, Body = ItemUpdate.Stamp(root, author, now) };
    }
}
