using Venn.Storage.Files;
using Venn.TestKit.Contracts;
using Venn.TestKit.Simulation;

namespace Venn.Storage.Tests.Simulation;

/// <summary>The simulated disk keeps the contract of a disk, and loses what a disk may lose.</summary>
public sealed class FaultyFileSystemTests : FileSystemContract
{
    private readonly FaultyFileSystem _disk = new();

    public FaultyFileSystemTests() => _disk.CreateDirectory("/d");

    protected override IFileSystem Files => _disk;

    protected override string Root => "/d";

    [Fact]
    public void Reboot_NothingFlushed_LosesNameAndBytes()
    {
        Write(_disk, "/d/file", 100);
        Assert.False(_disk.Reboot().FileExists("/d/file"));
    }

    [Fact]
    public void Reboot_NameSyncedBytesNot_LeavesAnEmptyFile()
    {
        Write(_disk, "/d/file", 100);
        _disk.SyncDirectory("/d");
        Assert.Equal(0, _disk.Reboot().GetSizeBytes("/d/file"));
    }

    [Fact]
    public void Reboot_BytesFlushedNameNot_LosesTheName()
    {
        Write(_disk, "/d/file", 100, flush: true);
        Assert.False(_disk.Reboot().FileExists("/d/file"));
    }

    [Fact]
    public void Reboot_BothDurable_KeepsAllUnderAnyLuck()
    {
        Write(_disk, "/d/file", 100, flush: true);
        _disk.SyncDirectory("/d");
        for (var seed = 0; seed < 50; seed++)
        {
            Assert.Equal(100, _disk.Reboot(new Random(seed)).GetSizeBytes("/d/file"));
        }
    }

    [Fact]
    public void Reboot_DeletionNotSynced_MayBringTheFileBack()
    {
        Write(_disk, "/d/file", 100, flush: true);
        _disk.SyncDirectory("/d");
        _disk.Delete("/d/file");
        Assert.True(_disk.Reboot().FileExists("/d/file"));
        Assert.Equal([false, true], Outcomes(disk => disk.FileExists("/d/file")));
    }

    [Fact]
    public void Reboot_RenameInOneDirectory_SurvivesWholeOrNotAtAll()
    {
        Write(_disk, "/d/from", 100, flush: true);
        _disk.SyncDirectory("/d");
        _disk.Rename("/d/from", "/d/to");
        Assert.Equal(["/d/from", "/d/to"], Outcomes(disk => Assert.Single(disk.ListFiles("/d"))));
    }

    [Fact]
    public void Reboot_UnflushedBytes_MayBeShortOrTorn()
    {
        Write(_disk, "/d/file", 50, flush: true);
        _disk.SyncDirectory("/d");
        using var file = _disk.Create("/d/other");
        file.Write(Enumerable.Repeat((byte)1, 100).ToArray());
        _disk.SyncDirectory("/d");
        var outcomes = Outcomes(disk => Describe(disk.OpenRead("/d/other")));
        Assert.Contains("short", outcomes);
        Assert.Contains("torn", outcomes);

        static string Describe(Stream stream)
        {
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes.Contains((byte)0) ? "torn" : bytes.Length < 100 ? "short" : "whole";
        }
    }

    [Fact]
    public void Flush_Failed_NeverMakesTheBytesDurable()
    {
        using var file = _disk.Create("/d/file");
        file.Write(new byte[10]);
        _disk.SyncDirectory("/d");
        _disk.Use(FaultPlan.FailAt(1));
        Assert.Throws<IOException>(file.Flush);
        file.Flush();
        Assert.Equal(0, _disk.Reboot().GetSizeBytes("/d/file"));
    }

    [Fact]
    public void CrashAt_Operation_TakesEverythingDownUntilRestart()
    {
        var file = _disk.Create("/d/file");
        _disk.Use(FaultPlan.CrashAt(2));
        file.Write(new byte[1]);
        Assert.Throws<SimulatedCrashException>(() => file.Write(new byte[1]));
        Assert.Throws<SimulatedCrashException>(() => _disk.FileExists("/d/file"));
        _disk.Restart();
        Assert.Equal(2, _disk.GetSizeBytes("/d/file"));
        Assert.Throws<SimulatedCrashException>(() => file.Write(new byte[1]));
    }

    [Fact]
    public void FailFrom_Operation_FailsAllButDeletions()
    {
        Write(_disk, "/d/file", 10);
        _disk.Use(FaultPlan.FailFrom(1));
        Assert.Throws<IOException>(() => _disk.Create("/d/other"));
        Assert.Throws<IOException>(() => _disk.SyncDirectory("/d"));
        _disk.Delete("/d/file");
        _disk.Use(FaultPlan.None);
        Assert.Empty(_disk.ListFiles("/d"));
        _disk.Create("/d/other").Dispose();
    }

    private static void Write(FaultyFileSystem disk, string path, int size, bool flush = false)
    {
        using var file = disk.Create(path);
        file.Write(new byte[size]);
        if (flush)
        {
            file.Flush();
        }
    }

    /// <summary>What a hundred seeds of luck lead to.</summary>
    private SortedSet<T> Outcomes<T>(Func<FaultyFileSystem, T> see) =>
        new(Enumerable.Range(0, 100).Select(seed => see(_disk.Reboot(new Random(seed)))));
}
