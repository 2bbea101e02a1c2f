namespace Venn.Storage.Files;

/// <summary>The machine's own file system.</summary>
/// <remarks>
/// <b>Durability</b>: as <see cref="IFileSystem"/> promises on Linux. Elsewhere directories cannot be flushed by a
/// program; there a name is as durable as the file system's journal makes it.
/// </remarks>
public sealed class LocalFileSystem : IFileSystem
{
    private const int StreamBufferSizeBytes = 64 * 1024;

    public static LocalFileSystem Instance { get; } = new();

    public void CreateDirectory(string path)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var missing = new Stack<string>();
        var at = path;
        while (at is not null && !Directory.Exists(at))
        {
            missing.Push(at);
            at = Path.GetDirectoryName(at);
        }

        if (at is not null)
        {
            SyncInherited(at);
        }

        while (missing.TryPop(out var directory))
        {
            Directory.CreateDirectory(directory);
            SyncParent(directory);
        }
    }

    public bool FileExists(string path) => File.Exists(path);

    public IReadOnlyList<string> ListFiles(string directory) => List(directory, Directory.GetFiles);

    public IReadOnlyList<string> ListDirectories(string directory) => List(directory, Directory.GetDirectories);

    public long GetSizeBytes(string path) => new FileInfo(path).Length;

    public Stream OpenRead(string path)
    {
        try
        {
            // Delete is shared so that collecting a binary does not fail a reader that has it open.
            return new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, StreamBufferSizeBytes);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new FileNotFoundException(e.Message, path, e);
        }
    }

    public IMappedFile Map(string path) => new LocalMappedFile(path);

    public IWritableFile Create(string path) => new LocalWritableFile(path);

    public void Rename(string source, string target) => File.Move(source, target, overwrite: true);

    public void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Absent with its directory: absent all the same.
        }
    }

    public void SyncDirectory(string path) => UnixDirectory.Sync(path);

    /// <summary>
    /// Makes the name of a directory durable that an earlier process may have died just after creating.
    /// </summary>
    private static void SyncInherited(string path)
    {
        try
        {
            SyncParent(path);
        }
        catch (UnauthorizedAccessException)
        {
            // Who may not read the parent did not create the name.
        }
    }

    private static void SyncParent(string path)
    {
        if (Path.GetDirectoryName(path) is { } parent)
        {
            UnixDirectory.Sync(parent);
        }
    }

    private static string[] List(string directory, Func<string, string[]> list)
    {
        try
        {
            var paths = list(directory);
            Array.Sort(paths, StringComparer.Ordinal);
            return paths;
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }
}
