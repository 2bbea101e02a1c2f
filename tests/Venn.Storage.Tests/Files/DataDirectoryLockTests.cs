using System.Diagnostics;
using Venn.Storage.Files;

namespace Venn.Storage.Tests.Files;

public sealed class DataDirectoryLockTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Acquire_TwiceInOneProcess_IsRefusedUntilReleased()
    {
        using (DataDirectoryLock.Acquire(_directory.Path))
        {
            var refusal = Assert.Throws<StoreLockedException>(() => DataDirectoryLock.Acquire(_directory.Path));
            Assert.Contains(_directory.Path, refusal.Message, StringComparison.Ordinal);
        }

        DataDirectoryLock.Acquire(_directory.Path).Dispose();
    }

    [Fact]
    public async Task Acquire_HeldByAnotherProcess_IsRefusedUntilThatIsKilled()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/flock"), "The other process is flock(1).");
        var start = new ProcessStartInfo("/usr/bin/flock") { RedirectStandardOutput = true };
        var file = _directory.File(DataDirectoryLock.FileName);
        foreach (var argument in new[] { file, "sh", "-c", "echo held; exec sleep 60" })
        {
            start.ArgumentList.Add(argument);
        }

        using var other = Process.Start(start)!;
        try
        {
            Assert.Equal("held", await other.StandardOutput.ReadLineAsync());
            Assert.Throws<StoreLockedException>(() => DataDirectoryLock.Acquire(_directory.Path));
        }
        finally
        {
            other.Kill(entireProcessTree: true);
            await other.WaitForExitAsync();
        }

        DataDirectoryLock.Acquire(_directory.Path).Dispose();
    }

    [Fact]
    public void Acquire_DirectoryMissing_IsNotTakenForLocked() =>
        Assert.Throws<DirectoryNotFoundException>(() => DataDirectoryLock.Acquire(_directory.File("absent")));
}
