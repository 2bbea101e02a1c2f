using Venn.Storage.Blobs;
using Venn.Storage.Files;
using Venn.TestKit.Simulation;

namespace Venn.Storage.Tests.Blobs;

/// <summary>The negative control: the crash tests must catch a disk that is told to flush and does not.</summary>
public sealed class BlobStoreCrashControlTests
{
    [Fact]
    public async Task Put_FlushesLeftOut_IsCaughtAsDamage()
    {
        var disk = new FaultyFileSystem();
        var store = new DirectoryBlobStore(new Forgetful(disk, skipFlush: true), "/blobs");
        var blob = await store.PutAsync(new byte[1_000], default);
        var after = new DirectoryBlobStore(disk.Reboot(), "/blobs");
        await Assert.ThrowsAsync<BlobDamagedException>(() => after.VerifyAsync(blob.Hash, default));
    }

    [Fact]
    public async Task Put_DirectorySyncsLeftOut_IsCaughtAsLoss()
    {
        var disk = new FaultyFileSystem();
        var store = new DirectoryBlobStore(new Forgetful(disk, skipSync: true), "/blobs");
        var blob = await store.PutAsync(new byte[1_000], default);
        var after = new DirectoryBlobStore(disk.Reboot(), "/blobs");
        Assert.False(after.Exists(blob.Hash));
    }

    private sealed class Forgetful(IFileSystem disk, bool skipFlush = false, bool skipSync = false) : IFileSystem
    {
        public void CreateDirectory(string path) => disk.CreateDirectory(path);

        public bool FileExists(string path) => disk.FileExists(path);

        public IReadOnlyList<string> ListFiles(string directory) => disk.ListFiles(directory);

        public IReadOnlyList<string> ListDirectories(string directory) => disk.ListDirectories(directory);

        public long GetSizeBytes(string path) => disk.GetSizeBytes(path);

        public Stream OpenRead(string path) => disk.OpenRead(path);

        public IMappedFile Map(string path) => disk.Map(path);

        public IWritableFile Create(string path) =>
            skipFlush ? new ForgetfulFile(disk.Create(path)) : disk.Create(path);

        public void Rename(string source, string target) => disk.Rename(source, target);

        public void Delete(string path) => disk.Delete(path);

        public void SyncDirectory(string path)
        {
            if (!skipSync)
            {
                disk.SyncDirectory(path);
            }
        }
    }

    private sealed class ForgetfulFile(IWritableFile file) : IWritableFile
    {
        public long SizeBytes => file.SizeBytes;

        public void Write(ReadOnlySpan<byte> bytes) => file.Write(bytes);

        public void Flush()
        {
        }

        public void Dispose() => file.Dispose();
    }
}
