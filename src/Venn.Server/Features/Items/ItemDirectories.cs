using Venn.Engine.Revisions;
using Venn.Engine.Versions.Writing;
using Venn.Server.Wire;

namespace Venn.Server.Features.Items;

/// <summary>Directories of a dataset, made when something is put into them.</summary>
internal static class ItemDirectories
{
    /// <summary>Makes the directories above a path that are missing, outermost first.</summary>
    /// <exception cref="ApiException">400: a file stands where a directory is needed.</exception>
    public static void EnsureAbove(DatasetWriter writer, string path, string author)
    {
        var directory = ItemPath.GetDirectory(path);
        if (directory != "/")
        {
            Ensure(writer, directory, author);
        }
    }

    /// <summary>The directory of that path, made with those above it when it is missing.</summary>
    /// <exception cref="ApiException">400: a file stands there.</exception>
    public static Revision Ensure(DatasetWriter writer, string path, string author)
    {
        if (writer.FindItem(path) is { } found)
        {
            return found.IsDirectory
                ? found
                : throw ApiException.BadRequest(
                    $"'{path}' is a file: it cannot hold others. Choose another directory.");
        }

        EnsureAbove(writer, path, author);
        var identity = writer.NewIdentity();
        return writer.AddItem(new Revision
        {
            Lineage = identity.Lineage,
            Path = path,
            IsDirectory = true,
            Body = ItemBody.OfDirectory(path, author, identity.CreatedAt),
        });
    }

    /// <summary>Everything below a directory.</summary>
    public static List<Revision> ReadBelow(DatasetWriter writer, string directory)
    {
        var pattern = new Engine.Query.Filter.Glob(Engine.Query.FieldPath.Path, ItemPath.Combine(directory, "*"));
        var set = writer.Select(Storage.Catalog.Relation.Items, pattern);
        // The pattern takes '*' and '?' in the directory's own name for wildcards: look again.
        return [.. writer.Read(Storage.Catalog.Relation.Items, set)
            .Where(i => i.Path != directory && ItemPath.IsAtOrBelow(i.Path, directory))];
    }
}
