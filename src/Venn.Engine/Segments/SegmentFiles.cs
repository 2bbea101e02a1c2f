using System.Globalization;
using Venn.Engine.Revisions;
using Venn.Engine.Segments.Format;
using Venn.Engine.Segments.Sealed;
using Venn.Storage.Catalog;
using Venn.Storage.Files;

namespace Venn.Engine.Segments;

/// <summary>The sealed files of one relation: names, and writing them so that a name is never on half a file.</summary>
internal sealed class SegmentFiles(SegmentStoreOptions options)
{
    public const string TemporaryExtension = ".tmp";
    private readonly IFileSystem fileSystem = options.FileSystem;
    private readonly string directory = options.Directory;

    public const string DigestExtension = ".vdig";

    /// <summary>The directory of a relation's files.</summary>
    public static string NameOf(Relation relation) => relation == Relation.Items ? "items" : "annotations";

    /// <summary>The name of a segment's files, without their extension.</summary>
    public static string NameOf(SegmentNumber number) => number.Value.ToString("D10", CultureInfo.InvariantCulture);

    /// <summary>The digests of its revisions, kept beside it; see docs/formats/digest.md.</summary>
    public string DigestPathOf(SegmentNumber number) => Path.Combine(directory, NameOf(number) + DigestExtension);

    public string PathOf(SegmentNumber number) => Path.Combine(directory, NameOf(number) + SegmentFormat.FileExtension);

    /// <summary>Makes the directory, removes what an interrupted write left, and returns the numbers that have files.</summary>
    public List<long> Prepare()
    {
        fileSystem.CreateDirectory(directory);
        var numbers = new List<long>();
        var paths = fileSystem.ListFiles(directory).ToHashSet(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            var name = Path.GetFileName(path);
            if (name.EndsWith(TemporaryExtension, StringComparison.Ordinal) || IsOrphan(path, paths))
            {
                fileSystem.Delete(path);
            }
            else if (name.EndsWith(SegmentFormat.FileExtension, StringComparison.Ordinal)
                && long.TryParse(
                    name.AsSpan(0, name.Length - SegmentFormat.FileExtension.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                numbers.Add(number);
            }
        }

        return numbers;
    }

    /// <summary>Digests of a segment that has no file: it was erased whole while they were written.</summary>
    private static bool IsOrphan(string path, HashSet<string> paths) =>
        path.EndsWith(DigestExtension, StringComparison.Ordinal)
        && !paths.Contains(path[..^DigestExtension.Length] + SegmentFormat.FileExtension);

    public SealedSegment Open(SegmentNumber number, Action<SealedSegment, string> repair) =>
        SealedSegment.Open(
        fileSystem, PathOf(number), number, options.Relation, options.Derived?.Version, options.Dictionaries, repair);

    /// <summary>Durable when it returns.</summary>
    public void Delete(SegmentNumber number)
    {
        fileSystem.Delete(PathOf(number));
        fileSystem.Delete(DigestPathOf(number));
        fileSystem.SyncDirectory(directory);
    }

    /// <summary>Durable when it returns; a crash before that leaves the old file or none.</summary>
    public void Write(SegmentNumber number, ReadOnlySpan<byte> content)
    {
        var path = PathOf(number);
        var temporary = path + TemporaryExtension;
        fileSystem.Delete(temporary);

        // Digests of what was in it before: of erased data nothing stays, not even a hash.
        fileSystem.Delete(DigestPathOf(number));
        using (var file = fileSystem.Create(temporary))
        {
            file.Write(content);
            file.Flush();
        }

        fileSystem.Rename(temporary, path);
        fileSystem.SyncDirectory(directory);
    }
}
