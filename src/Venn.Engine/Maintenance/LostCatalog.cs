using Venn.Storage;

namespace Venn.Engine.Maintenance;

/// <summary>
/// A data directory whose catalog is gone is refused: a new one would begin its numbers anew, over binaries and segments
/// of the old, and the datasets would seem never to have been.
/// </summary>
internal static class LostCatalog
{
    public const string FileName = "catalog.db";

    /// <exception cref="CatalogDamagedException">There is data, and no catalog or an empty one.</exception>
    public static void Refuse(string dataDirectory)
    {
        var catalog = new FileInfo(Path.Combine(dataDirectory, FileName));
        if (catalog is { Exists: true, Length: > 0 })
        {
            return;
        }

        if (HasFiles(Path.Combine(dataDirectory, "blobs")) || HasFiles(Path.Combine(dataDirectory, "segments")))
        {
            throw new CatalogDamagedException(
                $"The catalog {catalog.FullName} is {(catalog.Exists ? "empty" : "not there")}, but {dataDirectory} holds data. "
                + "Restore it from a backup, or name an empty directory.");
        }
    }

    private static bool HasFiles(string directory) =>
        Directory.Exists(directory) && Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Any();
}
