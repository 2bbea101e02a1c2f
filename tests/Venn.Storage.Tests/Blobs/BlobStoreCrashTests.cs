using System.Security.Cryptography;
using Venn.Storage.Blobs;
using Venn.TestKit.Simulation;

namespace Venn.Storage.Tests.Blobs;

/// <summary>
/// Dies in the n-th operation of the disk, for every n: afterwards a binary is whole or absent, what was acknowledged
/// is there, and a new put works. A failure prints n and the seed that replays it.
/// </summary>
public sealed class BlobStoreCrashTests
{
    private const int Seeds = 40;

    public static TheoryData<int> Sizes => [0, 100, 200_000];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Put_PowerLostInAnyOperation_LeavesAWholeBinaryOrNone(int size)
    {
        var content = Content(size);
        var crashes = 0;
        for (var n = 1; ; n++)
        {
            var disk = new FaultyFileSystem();
            disk.Use(FaultPlan.CrashAt(n));
            var isAcknowledged = await TryPutAsync(disk, content);
            for (var seed = -1; seed < Seeds; seed++)
            {
                var after = disk.Reboot(seed < 0 ? null : new Random(seed));
                await AssertSoundAsync(after, content, isAcknowledged, $"operation {n}, seed {seed}");
            }

            if (isAcknowledged)
            {
                break;
            }

            crashes++;
        }

        Assert.InRange(crashes, 8, 100);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Put_ProcessKilledInAnyOperationThenPowerLost_KeepsWhatTheNextProcessAcknowledged(int size)
    {
        var content = Content(size);
        for (var n = 1; ; n++)
        {
            var disk = new FaultyFileSystem();
            disk.Use(FaultPlan.CrashAt(n));
            var isDone = await TryPutAsync(disk, content);
            disk.Restart();
            Assert.True(await TryPutAsync(disk, content), $"operation {n}");
            await AssertSoundAsync(disk.Reboot(), content, isAcknowledged: true, $"operation {n}");
            if (isDone)
            {
                break;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Put_DiskFailsInAnyOperation_StoresNothingOrIsAcknowledged(int size)
    {
        var content = Content(size);
        foreach (var lasting in new[] { false, true })
        {
            var disk = new FaultyFileSystem();
            var store = new DirectoryBlobStore(disk, "/blobs");
            disk.Use(FaultPlan.None);
            await store.PutAsync(content, default);
            var operations = disk.OperationCount;
            for (var n = 1; n <= operations; n++)
            {
                await FailAsync(content, n, lasting);
            }
        }
    }

    [Fact]
    public async Task Open_LeftoversOfADeadProcess_AreRemoved()
    {
        var disk = new FaultyFileSystem();
        disk.Use(FaultPlan.CrashAt(5));
        Assert.False(await TryPutAsync(disk, Content(100)));
        disk.Restart();
        Assert.NotEmpty(disk.ListFiles("/blobs/tmp"));
        _ = new DirectoryBlobStore(disk, "/blobs");
        Assert.Empty(disk.ListFiles("/blobs/tmp"));
    }

    [Fact]
    public async Task Put_OverATruncatedFile_HealsIt()
    {
        var disk = new FaultyFileSystem();
        var store = new DirectoryBlobStore(disk, "/blobs");
        var blob = await store.PutAsync(Content(1_000), default);
        var name = blob.Hash.ToString();
        disk.Truncate($"/blobs/{name[..2]}/{name[2..4]}/{name}", 10);
        await Assert.ThrowsAsync<BlobDamagedException>(() => store.VerifyAsync(blob.Hash, default));
        await store.PutAsync(Content(1_000), default);
        await store.VerifyAsync(blob.Hash, default);
    }

    private static async Task FailAsync(byte[] content, int n, bool lasting)
    {
        var where = $"operation {n}, lasting {lasting}";
        var disk = new FaultyFileSystem();
        var store = new DirectoryBlobStore(disk, "/blobs");
        disk.Use(lasting ? FaultPlan.FailFrom(n) : FaultPlan.FailAt(n));
        var failure = await Record.ExceptionAsync(() => store.PutAsync(new MemoryStream(content), null, default));
        if (failure is null)
        {
            // Only the removal of a temporary file may fail unnoticed.
            Assert.True(store.Exists(HashOf(content)), where);
        }
        else
        {
            Assert.True(failure is IOException and not SimulatedCrashException, $"{where}: {failure}");
            Assert.False(store.Exists(HashOf(content)), where);
        }

        disk.Use(FaultPlan.None);
        await store.PutAsync(content, default);
        await AssertSoundAsync(disk.Reboot(), content, isAcknowledged: true, where);
    }

    private static async Task<bool> TryPutAsync(FaultyFileSystem disk, byte[] content)
    {
        try
        {
            await new DirectoryBlobStore(disk, "/blobs").PutAsync(new MemoryStream(content), null, default);
            return true;
        }
        catch (SimulatedCrashException)
        {
            return false;
        }
    }

    private static async Task AssertSoundAsync(FaultyFileSystem disk, byte[] content, bool isAcknowledged, string where)
    {
        var hash = HashOf(content);
        var store = new DirectoryBlobStore(disk, "/blobs");
        Assert.Empty(disk.ListFiles("/blobs/tmp"));
        Assert.True(store.Exists(hash) || !isAcknowledged, $"An acknowledged binary is gone: {where}.");
        foreach (var blob in store.List())
        {
            Assert.Equal(new BlobInfo(hash, content.Length), blob);
            await store.VerifyAsync(blob.Hash, default);
        }

        await store.PutAsync(content, default);
        await new DirectoryBlobStore(disk.Reboot(), "/blobs").VerifyAsync(hash, default);
    }

    private static byte[] Content(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private static ContentHash HashOf(byte[] content) => ContentHash.FromBytes(SHA256.HashData(content));
}
