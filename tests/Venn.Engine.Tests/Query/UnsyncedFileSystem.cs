using Venn.Storage.Files;

namespace Venn.Engine.Tests.Query;

/// <summary>The machine's files without waiting for the disk: thousands of small segments, none of which must outlive the test.</summary>
internal sealed class UnsyncedFileSystem : IFileSystem
{
    private readonly LocalFileSystem local = LocalFileSystem.Instance;

    public void CreateDirectory(string path) => Directory.CreateDirectory(path);

    public bool FileExists(string path) => local.FileExists(path);

    public IReadOnlyList<string> ListFiles(string directory) => local.ListFiles(directory);

    public IReadOnlyList<string> ListDirectories(string directory) => local.ListDirectories(directory);

    public long GetSizeBytes(string path) => local.GetSizeBytes(path);

    public Stream OpenRead(string path) => local.OpenRead(path);

    public IMappedFile Map(string path) => local.Map(path);

    public IWritableFile Create(string path) => new UnsyncedFile(local.Create(path));

    public void Rename(string source, string target) => local.Rename(source, target);

    public void Delete(string path) => local.Delete(path);

    public void SyncDirectory(string path)
    {
    }

    private sealed class UnsyncedFile(IWritableFile file) : IWritableFile
    {
        public long SizeBytes => file.SizeBytes;

        public void Write(ReadOnlySpan<byte> bytes) => file.Write(bytes);

        // Writes may be buffered, so that a file is whole only when it is closed; here it is closed before it is renamed.
        public void Flush()
        {
        }

        public void Dispose() => file.Dispose();
    }
}
