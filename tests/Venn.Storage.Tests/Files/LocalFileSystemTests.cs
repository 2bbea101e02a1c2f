using Venn.Storage.Files;
using Venn.TestKit.Contracts;

namespace Venn.Storage.Tests.Files;

public sealed class LocalFileSystemTests : FileSystemContract, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    protected override IFileSystem Files => LocalFileSystem.Instance;

    protected override string Root => _directory.Path;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Map_AfterDisposal_RefusesInsteadOfReadingWhatIsNotMapped()
    {
        File.WriteAllBytes(At("file"), new byte[100]);
        var map = Files.Map(At("file"));
        var memory = map.Memory;
        map.Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.Span.Length);
    }

    [Fact]
    public void SyncDirectory_Absent_NamesIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories are flushed on Linux alone.");
        var failure = Assert.Throws<IOException>(() => Files.SyncDirectory(At("absent")));
        Assert.Contains(At("absent"), failure.Message, StringComparison.Ordinal);
    }
}
