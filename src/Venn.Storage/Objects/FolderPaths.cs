using Microsoft.Win32.SafeHandles;

namespace Venn.Storage.Objects;

/// <summary>Keeps paths below a directory.</summary>
public static class FolderPaths
{
    /// <summary>The directory with every link in its path followed; null when it is not there.</summary>
    public static string? Resolve(string directory)
    {
        var full = Path.GetFullPath(directory);
        var at = Path.GetPathRoot(full)!;
        foreach (var part in full[at.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new DirectoryInfo(Path.Combine(at, part));
            if (!next.Exists)
            {
                return null;
            }

            at = next.LinkTarget is null ? next.FullName : next.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        }

        return at;
    }

    public static bool IsAtOrBelow(string path, string directory) =>
        path == directory || path.StartsWith(
            directory.EndsWith(Path.DirectorySeparatorChar) ? directory : directory + Path.DirectorySeparatorChar,
            StringComparison.Ordinal);

    /// <summary>The file of a key; null for one that leaves the root, goes through a link, or is not there.</summary>
    internal static string? Locate(string root, string key, bool mayBeAbsent)
    {
        var parts = key.Split('/');
        if (parts.Any(part => part is "" or "." or "..") || key.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        var at = root;
        for (var index = 0; index < parts.Length; index++)
        {
            at = Path.Combine(at, parts[index]);
            FileSystemInfo entry = index < parts.Length - 1 ? new DirectoryInfo(at) : new FileInfo(at);
            if (entry.LinkTarget is not null || (!entry.Exists && !(mayBeAbsent && !Path.Exists(at))))
            {
                return null;
            }
        }

        return at;
    }

    /// <summary>What was opened is what was located: nobody put a link in between.</summary>
    internal static void CheckOpened(SafeFileHandle handle, string path, string key)
    {
        if (OperatingSystem.IsLinux()
            && new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget is { } opened && opened != path)
        {
            throw new ObjectGoneException(key);
        }
    }
}
