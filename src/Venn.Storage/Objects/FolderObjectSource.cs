using System.Globalization;
using System.Runtime.CompilerServices;

namespace Venn.Storage.Objects;

/// <summary>
/// The regular files below a directory. A key never leaves it: <c>..</c> and symbolic links (of a file or of any directory
/// on the way) are refused, also when they are put there between the look and the opening (on Linux).
/// </summary>
public sealed class FolderObjectSource : IObjectSource
{
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false,
        MatchType = MatchType.Simple,
    };

    private readonly string root;

    /// <param name="directory">Absolute; links in its own path are followed once, now.</param>
    /// <exception cref="ObjectStoreException">There is no such directory.</exception>
    public FolderObjectSource(string directory)
    {
        root = FolderPaths.Resolve(directory)
            ?? throw new ObjectStoreException($"The directory '{directory}' is not there, or cannot be read.");
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ObjectInfo> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var files = Guard(() => new DirectoryInfo(root).EnumerateFiles("*", Everything).GetEnumerator());
        while (Guard(files.MoveNext))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var file = files.Current;
            if (Guard(() => file.Exists))
            {
                yield return Describe(Path.GetRelativePath(root, file.FullName), file.Length, file.LastWriteTimeUtc);
            }
        }

        await Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (Locate(key) is not { } path)
        {
            return Task.FromResult<ObjectInfo?>(null);
        }

        var file = new FileInfo(path);
        return Task.FromResult<ObjectInfo?>(file.Exists ? Describe(key, file.Length, file.LastWriteTimeUtc) : null);
    }

    /// <inheritdoc/>
    public async Task<Stream> OpenReadAsync(
        ObjectInfo expected, long first, long count, CancellationToken cancellationToken)
    {
        // Looked at before it is opened: what is no regular file (a pipe) has no size, and opening it could wait for ever.
        var found = await FindAsync(expected.Key, cancellationToken) ?? throw new ObjectGoneException(expected.Key);
        Check(expected, found);
        var path = Locate(expected.Key) ?? throw new ObjectGoneException(expected.Key);
        var file = Guard(() => Open(path, expected.Key));
        try
        {
            FolderPaths.CheckOpened(file.SafeFileHandle, path, expected.Key);
            CheckOpened(file, expected);
            file.Seek(first, SeekOrigin.Begin);
            return new GuardedFileStream(file, count, () => CheckOpened(file, expected));
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<ObjectInfo> PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        var path = Locate(key, mayBeAbsent: true)
            ?? throw new ObjectStoreException($"'{key}' cannot be a file below the folder: a link or a file stands in its way.");
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}.venn-part");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                await content.CopyToAsync(file, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            var written = new FileInfo(path);
            return Describe(key, written.Length, written.LastWriteTimeUtc);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            throw new ObjectStoreException($"'{key}' could not be written: {exception.Message}", exception);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private string? Locate(string key, bool mayBeAbsent = false) => FolderPaths.Locate(root, key, mayBeAbsent);

    private static FileStream Open(string path, string key)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ObjectGoneException(key);
        }
    }

    private static void CheckOpened(FileStream file, ObjectInfo expected) => Check(
        expected, Describe(expected.Key, file.Length, File.GetLastWriteTimeUtc(file.SafeFileHandle)));

    private static void Check(ObjectInfo expected, ObjectInfo found)
    {
        if (found.SizeBytes != expected.SizeBytes || found.ETag != expected.ETag)
        {
            throw new ObjectChangedException(expected.Key);
        }
    }

    private static ObjectInfo Describe(string key, long sizeBytes, DateTime modifiedAt) => new(
        key, sizeBytes, string.Create(CultureInfo.InvariantCulture, $"{modifiedAt.Ticks:x}-{sizeBytes:x}"), modifiedAt);

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ObjectStoreException($"The folder cannot be read: {exception.Message}", exception);
        }
    }
}
