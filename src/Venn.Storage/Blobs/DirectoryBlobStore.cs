using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Venn.Storage.Files;

namespace Venn.Storage.Blobs;

/// <summary>Binaries as files of a directory tree.</summary>
/// <remarks>
/// <para>Invariants: a file stands under its final name only when all its bytes are durable, so a crash leaves a whole
/// binary or none; a put is answered only when the name is durable too; nothing is ever written to a final name.</para>
/// <para><b>Threads</b>: safe. One process at a time (see <see cref="DataDirectoryLock"/>): opening removes what
/// puts of a dead process left in <c>tmp</c>.</para>
/// </remarks>
public sealed class DirectoryBlobStore : IBlobStore
{
    /// <summary>
    /// Content up to this size is held in memory and needs no temporary file when it is stored already.
    /// </summary>
    internal const int ChunkSizeBytes = 64 * 1024;

    private readonly IFileSystem _files;
    private readonly BlobLayout _layout;
    private readonly BlobDirectories _directories;
    private readonly SyncThreads _threads = new();
    private readonly RecentPuts _recent;
    private readonly ConcurrentDictionary<ContentHash, Task> _underWay = new();
    private long _temporaryCount;

    /// <param name="files">The disk.</param>
    /// <param name="directory">Where they lie; made if absent.</param>
    /// <param name="clock">By which the age of a put is told; null for the system's.</param>
    /// <exception cref="IOException">The directory cannot be made, or leftovers cannot be removed.</exception>
    public DirectoryBlobStore(IFileSystem files, string directory, TimeProvider? clock = null)
    {
        _recent = new RecentPuts(clock ?? TimeProvider.System);
        _files = files;
        _layout = new BlobLayout(directory);
        _directories = new BlobDirectories(files, _layout);
        files.CreateDirectory(directory);
        files.CreateDirectory(_layout.Temporary);
        foreach (var leftover in files.ListFiles(_layout.Temporary))
        {
            files.Delete(leftover);
        }
    }

    public async Task<BlobInfo> PutAsync(
        Stream content, long? sizeLimitBytes, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSizeBytes);
        try
        {
            var chunk = buffer.AsMemory(0, ChunkSizeBytes);
            var length = await content.ReadAtLeastAsync(
                chunk, ChunkSizeBytes, throwOnEndOfStream: false, cancellationToken);
            RefuseOver(length, sizeLimitBytes);
            return length < ChunkSizeBytes
                ? await PutAsync(buffer.AsMemory(0, length), cancellationToken)
                : await PutLargeAsync(content, chunk, sizeLimitBytes, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async Task<BlobInfo> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var blob = new BlobInfo(ContentHash.FromBytes(SHA256.HashData(content.Span)), content.Length);
        await PublishAsync(blob, () => WriteTemporary(content.Span), cancellationToken);
        return blob;
    }

    public bool Exists(ContentHash hash) => _files.FileExists(_layout.File(hash));

    public Stream OpenRead(ContentHash hash)
    {
        try
        {
            return _files.OpenRead(_layout.File(hash));
        }
        catch (FileNotFoundException)
        {
            throw new BlobNotFoundException(hash);
        }
    }

    public async Task VerifyAsync(ContentHash hash, CancellationToken cancellationToken)
    {
        await using var stream = OpenRead(hash);
        var found = ContentHash.FromBytes(await SHA256.HashDataAsync(stream, cancellationToken));
        if (found != hash)
        {
            throw new BlobDamagedException(hash, _layout.File(hash));
        }
    }

    public IEnumerable<BlobInfo> List()
    {
        foreach (var branch in _files.ListDirectories(_layout.Root))
        {
            if (branch == _layout.Temporary)
            {
                continue;
            }

            foreach (var path in _files.ListDirectories(branch).SelectMany(_files.ListFiles))
            {
                if (ContentHash.TryParse(Path.GetFileName(path), out var hash) && TryGetSize(path, out var size))
                {
                    yield return new BlobInfo(hash, size);
                }
            }
        }
    }

    public IDisposable Hold() => _recent.Hold();

    public bool TryDelete(ContentHash hash, TimeSpan minAge)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_underWay.TryAdd(hash, done.Task))
        {
            return false;
        }

        // A put of the same content that comes now waits for this as for another put, and then looks for itself.
        try
        {
            if (!_recent.IsOld(hash, minAge))
            {
                return false;
            }

            var path = _layout.File(hash);
            if (_files.FileExists(path))
            {
                _files.Delete(path);
                _files.SyncDirectory(_layout.Leaf(BlobLayout.LeafIndex(hash)));
            }

            _recent.Remove(hash);
            return true;
        }
        finally
        {
            _underWay.TryRemove(hash, out _);
            done.SetResult();
        }
    }

    private async Task<BlobInfo> PutLargeAsync(
        Stream content, Memory<byte> chunk, long? sizeLimitBytes, CancellationToken cancellationToken)
    {
        var temporary = NewTemporaryPath();
        try
        {
            BlobInfo blob;
            var file = _files.Create(temporary);
            try
            {
                blob = await CopyAsync(content, chunk, file, sizeLimitBytes, cancellationToken);
                await RunAsync(file.Flush);
            }
            finally
            {
                file.Dispose();
            }

            await PublishAsync(blob, () => temporary, cancellationToken);
            return blob;
        }
        finally
        {
            DeleteQuietly(temporary);
        }
    }

    /// <summary>Copies the rest of a stream of which the first chunk has been read.</summary>
    private static async Task<BlobInfo> CopyAsync(
        Stream content,
        Memory<byte> chunk,
        IWritableFile file,
        long? sizeLimitBytes,
        CancellationToken cancellationToken)
    {
        using var hasher = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var length = chunk.Length; length > 0;)
        {
            hasher.AppendData(chunk.Span[..length]);
            file.Write(chunk.Span[..length]);
            length = await content.ReadAsync(chunk, cancellationToken);
            RefuseOver(file.SizeBytes + length, sizeLimitBytes);
        }

        return new BlobInfo(ContentHash.FromBytes(hasher.GetHashAndReset()), file.SizeBytes);
    }

    /// <summary>Gives durable bytes their name, once, however many puts of the same content are under way.</summary>
    /// <param name="blob">What is to be stored.</param>
    /// <param name="write">Gives the path of a temporary file with the bytes, durable; called only when needed.</param>
    /// <param name="cancellationToken">Heeded while waiting for another put.</param>
    private async Task PublishAsync(BlobInfo blob, Func<string> write, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var first = _underWay.GetOrAdd(blob.Hash, done.Task);
            if (first == done.Task)
            {
                _threads.Post(() => Publish(blob, write, done));
                await done.Task;
                return;
            }

            // Its success makes ours a look-up; its failure leaves the work to us.
            await first.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Publish(BlobInfo blob, Func<string> write, TaskCompletionSource done)
    {
        Exception? failure = null;
        try
        {
            Publish(blob, write);
            _recent.Add(blob.Hash);
        }
        catch (Exception e)
        {
            failure = e;
        }

        // Removed first: who finds no put under way must find its outcome on the disk.
        _underWay.TryRemove(blob.Hash, out _);
        if (failure is null)
        {
            done.SetResult();
        }
        else
        {
            done.SetException(failure);
        }
    }

    private void Publish(BlobInfo blob, Func<string> write)
    {
        var path = _layout.File(blob.Hash);
        var leaf = BlobLayout.LeafIndex(blob.Hash);

        // A file with other bytes is damage, and is healed by being written anew: a put that leant on it would be lost.
        if (_files.FileExists(path) && _files.GetSizeBytes(path) == blob.SizeBytes && IsWhole(path, blob.Hash))
        {
            _directories.SyncInherited(leaf);
            return;
        }

        var temporary = write();
        try
        {
            _directories.Ensure(leaf);
            _files.Rename(temporary, path);
        }
        catch
        {
            DeleteQuietly(temporary);
            throw;
        }

        try
        {
            _directories.Sync(leaf);
        }
        catch
        {
            // The name may or may not survive: the next put of this content must find out for itself.
            _directories.Forget(leaf);
            DeleteQuietly(path);
            throw;
        }
    }

    private bool IsWhole(string path, ContentHash hash)
    {
        using var stream = _files.OpenRead(path);
        return ContentHash.FromBytes(SHA256.HashData(stream)) == hash;
    }

    private string WriteTemporary(ReadOnlySpan<byte> content)
    {
        var temporary = NewTemporaryPath();
        try
        {
            using var file = _files.Create(temporary);
            file.Write(content);
            file.Flush();
            return temporary;
        }
        catch
        {
            DeleteQuietly(temporary);
            throw;
        }
    }

    private Task RunAsync(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _threads.Post(() =>
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    private static void RefuseOver(long sizeBytes, long? limitBytes)
    {
        if (sizeBytes > limitBytes)
        {
            throw new BlobTooLargeException(limitBytes.Value);
        }
    }

    private string NewTemporaryPath() => Path.Combine(
        _layout.Temporary,
        Interlocked.Increment(ref _temporaryCount).ToString("x16", System.Globalization.CultureInfo.InvariantCulture));

    private bool TryGetSize(string path, out long sizeBytes)
    {
        try
        {
            sizeBytes = _files.GetSizeBytes(path);
            return true;
        }
        catch (FileNotFoundException)
        {
            // Collected since the directory was read.
            sizeBytes = 0;
            return false;
        }
    }

    /// <summary>
    /// Clearing up must not hide the failure that led to it; what stays is removed at the next opening.
    /// </summary>
    private void DeleteQuietly(string path)
    {
        try
        {
            _files.Delete(path);
        }
        catch (IOException)
        {
        }
        catch (UnauthorizedAccessException)
        {
        }
    }
}
