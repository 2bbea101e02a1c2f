namespace Venn.Storage.Files;

/// <summary>
/// The only door from durable code to the disk. The real one is <c>LocalFileSystem</c>; the test kit has one that
/// fails on purpose (torn writes, lost renames, a full disk).
/// </summary>
/// <remarks>
/// <b>Durability</b>: bytes written are durable after <see cref="IWritableFile.Flush"/>; a name created, renamed or
/// removed is durable after <see cref="SyncDirectory"/> of its parent. <b>Threads</b>: safe.
/// </remarks>
public interface IFileSystem
{
    /// <summary>
    /// Creates a directory and its missing parents, and makes their names durable; also the name of the deepest one
    /// that was there, for an earlier process may have died between creating it and making it durable.
    /// </summary>
    void CreateDirectory(string path);

    bool FileExists(string path);

    /// <summary>
    /// Full paths of the files directly below <paramref name="directory"/>, in ordinal order; empty if absent.
    /// </summary>
    IReadOnlyList<string> ListFiles(string directory);

    /// <summary>Full paths of the directories directly below <paramref name="directory"/>, in ordinal order.</summary>
    IReadOnlyList<string> ListDirectories(string directory);

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    long GetSizeBytes(string path);

    /// <summary>Opens an existing file for reading at any offset.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    Stream OpenRead(string path);

    /// <summary>Maps an existing file into memory, read only.</summary>
    IMappedFile Map(string path);

    /// <summary>Creates a file that must not exist yet.</summary>
    /// <exception cref="IOException">The file exists, or the disk is full.</exception>
    IWritableFile Create(string path);

    /// <summary>Renames within one file system; replaces <paramref name="target"/> atomically if it exists.</summary>
    void Rename(string source, string target);

    /// <summary>Removes a file; nothing happens if it is absent.</summary>
    void Delete(string path);

    /// <summary>Makes the names in a directory durable (fsync of the directory).</summary>
    void SyncDirectory(string path);
}
