using Venn.Cli.Hosting;

namespace Venn.Cli.Import;

/// <summary>What a folder holds: the files to upload, and the annotation files.</summary>
/// <param name="Files">By path.</param>
/// <param name="Annotations">By path; their relative paths are to be matched with those of the files.</param>
internal sealed record FolderScan(IReadOnlyList<LocalFile> Files, IReadOnlyList<LocalFile> Annotations)
{
    private const string ItemsFolder = "items";
    private const string JsonFolder = "json";
    private const string JsonExtension = ".json";

    /// <summary>
    /// Scans a folder. With <paramref name="annotations"/> those are below it. Else, if the folder has <c>items</c> and
    /// <c>json</c>, files are below the first and annotations below the second. Else a JSON file beside a file of the same
    /// name is its annotations, if it looks so. Names that start with a dot are passed over.
    /// </summary>
    public static FolderScan Of(string folder, string? annotations)
    {
        RequireFolder(folder);
        var items = Path.Combine(folder, ItemsFolder);
        var json = Path.Combine(folder, JsonFolder);
        var hasLayout = Directory.Exists(items) && Directory.Exists(json);
        if (annotations is not null)
        {
            RequireFolder(annotations);
            // An export's folder may be named as a whole.
            var below = Path.Combine(annotations, JsonFolder);
            var root = hasLayout ? items : folder;
            return new FolderScan(
                Exclude(Scan(root), annotations), JsonOf(Scan(Directory.Exists(below) ? below : annotations)));
        }

        return hasLayout ? new FolderScan(Scan(items), JsonOf(Scan(json))) : Split(Scan(folder));
    }

    private static FolderScan Split(List<LocalFile> all)
    {
        var others = all.Where(file => !IsJson(file)).ToList();
        var names = others.Select(file => file.RelativePath).Concat(others.Select(file => file.Stem)).ToHashSet();
        var annotations = all
            .Where(file => IsJson(file) && names.Contains(file.Stem) && AnnotationDocument.LooksLikeOne(file.FullPath))
            .ToList();
        return annotations.Count == 0
            ? new FolderScan(all, [])
            : new FolderScan([.. all.Except(annotations)], annotations);
    }

    private static bool IsJson(LocalFile file) =>
        file.RelativePath.EndsWith(JsonExtension, StringComparison.OrdinalIgnoreCase);

    private static List<LocalFile> JsonOf(List<LocalFile> files) => [.. files.Where(IsJson)];

    private static List<LocalFile> Exclude(List<LocalFile> files, string folder)
    {
        var prefix = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        return [.. files.Where(file => !file.FullPath.StartsWith(prefix, StringComparison.Ordinal))];
    }

    private static List<LocalFile> Scan(string root)
    {
        var found = new List<LocalFile>();
        var pending = new Stack<DirectoryInfo>([new DirectoryInfo(root)]);
        while (pending.TryPop(out var folder))
        {
            foreach (var entry in folder.EnumerateFileSystemInfos())
            {
                if (entry.Name.StartsWith('.'))
                {
                    continue;
                }

                if (entry is FileInfo file)
                {
                    var target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
                    found.Add(new LocalFile(
                        file.FullName, Path.GetRelativePath(root, file.FullName).Replace('\\', '/'), target.Length));
                }
                else if (entry is DirectoryInfo child && child.LinkTarget is null)
                {
                    // A linked folder may lead back up: it is not followed.
                    pending.Push(child);
                }
            }
        }

        found.Sort((a, b) => string.CompareOrdinal(a.RelativePath, b.RelativePath));
        return found;
    }

    private static void RequireFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new CliException(ExitCodes.BadUsage,
                File.Exists(folder)
                    ? $"{folder} is a file: name the folder that holds it."
                    : $"There is no folder {folder}.");
        }
    }
}
