using System.Security.Cryptography;
using Venn.Storage;
using Venn.Storage.Blobs;

namespace Venn.TestKit.Contracts;

/// <summary>Every sentence of <see cref="IBlobStore"/>, to be run over each store.</summary>
public abstract class BlobStoreContract
{
    private static readonly CancellationToken Never = CancellationToken.None;

    /// <summary>The empty content, small ones, and some on either side of likely buffer sizes.</summary>
    public static TheoryData<int> Sizes => [0, 1, 31, 4_096, 65_535, 65_536, 65_537, 131_072, 300_000];

    /// <summary>One store for the whole test.</summary>
    protected abstract IBlobStore Store { get; }

    /// <summary>Changes a byte of a stored binary behind the store's back.</summary>
    protected abstract void Damage(ContentHash hash);

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Put_Stream_CanBeReadBack(int size)
    {
        var content = Content(size, seed: size);
        var blob = await Store.PutAsync(new MemoryStream(content), null, Never);
        await AssertStored(content, blob);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Put_Memory_CanBeReadBack(int size)
    {
        var content = Content(size, seed: size);
        var blob = await Store.PutAsync(content, Never);
        await AssertStored(content, blob);
    }

    [Fact]
    public async Task Put_StreamThatTrickles_IsReadToItsEnd()
    {
        var content = Content(200_001, seed: 7);
        var blob = await Store.PutAsync(new TrickleStream(content), null, Never);
        await AssertStored(content, blob);
    }

    [Fact]
    public async Task Put_Stream_IsNotDisposed()
    {
        var stream = new MemoryStream(Content(100, seed: 1));
        await Store.PutAsync(stream, null, Never);
        Assert.True(stream.CanRead);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(100_000)]
    public async Task Put_SameContentTwice_IsStoredOnce(int size)
    {
        var content = Content(size, seed: 3);
        var first = await Store.PutAsync(content, Never);
        var second = await Store.PutAsync(new MemoryStream(content), null, Never);
        Assert.Equal(first, second);
        Assert.Equal([first], Store.List());
    }

    [Theory]
    [InlineData(100)]
    [InlineData(100_000)]
    public async Task Put_SameContentAtOnce_AllSucceedAndItIsStoredOnce(int size)
    {
        var content = Content(size, seed: 4);
        var blobs = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => i % 2 == 0
            ? Store.PutAsync(content, Never)
            : Store.PutAsync(new MemoryStream(content), null, Never))));
        Assert.Single(blobs.Distinct());
        Assert.Equal([blobs[0]], Store.List());
        await Store.VerifyAsync(blobs[0].Hash, Never);
    }

    [Theory]
    [InlineData(10, 9)]
    [InlineData(70_000, 69_999)]
    [InlineData(200_000, 70_000)]
    public async Task Put_LongerThanTheLimit_IsRefusedAndStoresNothing(int size, long limit)
    {
        var refusal = await Assert.ThrowsAsync<BlobTooLargeException>(
            () => Store.PutAsync(new MemoryStream(Content(size, seed: 5)), limit, Never));
        Assert.Equal(limit, refusal.LimitBytes);
        Assert.Empty(Store.List());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(200_000)]
    public async Task Put_OfExactlyTheLimit_IsStored(int size)
    {
        var blob = await Store.PutAsync(new MemoryStream(Content(size, seed: 6)), size, Never);
        Assert.Equal(size, blob.SizeBytes);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(200_000)]
    public async Task Put_StreamThatThrows_StoresNothing(int goodBytes)
    {
        var stream = new FailingStream(Content(goodBytes, seed: 8));
        await Assert.ThrowsAsync<InvalidDataException>(() => Store.PutAsync(stream, null, Never));
        Assert.Empty(Store.List());
    }

    [Fact]
    public async Task Put_Cancelled_StoresNothing()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var content = Content(200_000, seed: 9);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.PutAsync(content, source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.PutAsync(new MemoryStream(content), null, source.Token));
        Assert.Empty(Store.List());
    }

    [Fact]
    public async Task OpenRead_Range_IsSeekable()
    {
        var content = Content(100_000, seed: 10);
        var blob = await Store.PutAsync(content, Never);
        using var stream = Store.OpenRead(blob.Hash);
        Assert.True(stream.CanSeek);
        stream.Position = 70_000;
        var range = new byte[1_000];
        await stream.ReadExactlyAsync(range, Never);
        Assert.Equal(content[70_000..71_000], range);
    }

    [Fact]
    public async Task Absent_Hash_IsReported()
    {
        var absent = HashOf(Content(10, seed: 11));
        Assert.False(Store.Exists(absent));
        Assert.Equal(absent, Assert.Throws<BlobNotFoundException>(() => Store.OpenRead(absent)).Hash);
        await Assert.ThrowsAsync<BlobNotFoundException>(() => Store.VerifyAsync(absent, Never));
        Assert.True(Store.TryDelete(absent, TimeSpan.Zero));
    }

    [Fact]
    public async Task Put_OverADamagedBinary_HealsIt()
    {
        var content = Content(5_000, seed: 14);
        var blob = await Store.PutAsync(content, Never);
        Damage(blob.Hash);

        await Store.PutAsync(content, Never);

        await AssertStored(content, blob);
    }

    [Fact]
    public async Task Verify_DamagedBinary_NamesIt()
    {
        var blob = await Store.PutAsync(Content(5_000, seed: 12), Never);
        var other = await Store.PutAsync(Content(5_000, seed: 13), Never);
        Damage(blob.Hash);
        var damage = await Assert.ThrowsAsync<BlobDamagedException>(() => Store.VerifyAsync(blob.Hash, Never));
        Assert.Equal(blob.Hash, damage.Hash);
        await Store.VerifyAsync(other.Hash, Never);
    }

    [Fact]
    public async Task List_ManyBinaries_GivesEachOnceWithItsSize()
    {
        var put = new HashSet<BlobInfo>();
        for (var i = 0; i < 300; i++)
        {
            put.Add(await Store.PutAsync(Content(i, seed: i), Never));
        }

        var listed = Store.List().ToList();
        Assert.Equal(put.Count, listed.Count);
        Assert.Equal(put, listed.ToHashSet());
    }

    [Fact]
    public async Task TryDelete_PutJustNow_IsLeftAloneUntilItIsOldEnough()
    {
        var blob = await Store.PutAsync(Content(100, seed: 20), Never);
        Assert.False(Store.TryDelete(blob.Hash, TimeSpan.FromHours(1)));
        Assert.True(Store.Exists(blob.Hash));
        Assert.True(Store.TryDelete(blob.Hash, TimeSpan.Zero));
        Assert.False(Store.Exists(blob.Hash));
    }

    [Fact]
    public async Task TryDelete_PutUnderAHold_IsLeftAloneUntilTheHoldIsGone()
    {
        var before = await Store.PutAsync(Content(100, seed: 21), Never);
        await Task.Delay(5, Never);
        var hold = Store.Hold();
        var held = await Store.PutAsync(Content(100, seed: 22), Never);
        Assert.False(Store.TryDelete(held.Hash, TimeSpan.Zero));
        Assert.True(Store.TryDelete(before.Hash, TimeSpan.Zero));

        // Content that is there already is put again: it is wanted, whoever put it first.
        var again = await Store.PutAsync(Content(100, seed: 22), Never);
        hold.Dispose();
        hold.Dispose();
        Assert.True(Store.TryDelete(again.Hash, TimeSpan.Zero));
    }

    [Fact]
    public async Task TryDelete_BesidePutsOfTheSameContent_EveryPutAnsweredBeforeTheLastDeletionRefusedIsThere()
    {
        var content = Content(1_000, seed: 23);
        for (var i = 0; i < 50; i++)
        {
            // Whoever comes second finds what the first left: a put is never answered over a file that is then gone.
            var put = Task.Run(() => Store.PutAsync(content, Never));
            var deleted = await Task.Run(() => Store.TryDelete(HashOf(content), TimeSpan.FromHours(1)));
            var blob = await put;
            Assert.True(Store.Exists(blob.Hash), $"round {i}: deleted {deleted}");
            Assert.False(Store.TryDelete(blob.Hash, TimeSpan.FromHours(1)));
            Assert.True(Store.TryDelete(blob.Hash, TimeSpan.Zero));
        }
    }

    [Fact]
    public async Task TryDelete_StoredBinary_RemovesItAloneAndItCanBePutAgain()
    {
        var content = Content(100, seed: 14);
        var blob = await Store.PutAsync(content, Never);
        var other = await Store.PutAsync(Content(100, seed: 15), Never);
        Assert.True(Store.TryDelete(blob.Hash, TimeSpan.Zero));
        Assert.True(Store.TryDelete(blob.Hash, TimeSpan.Zero));
        Assert.False(Store.Exists(blob.Hash));
        Assert.Equal([other], Store.List());
        await AssertStored(content, await Store.PutAsync(content, Never));
    }

    [Fact]
    public async Task Put_ManyWriters_AllAreStored()
    {
        var blobs = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(
            () => Store.PutAsync(Content(10_000, seed: i), Never))));
        Assert.Equal(blobs.ToHashSet(), Store.List().ToHashSet());
        foreach (var blob in blobs)
        {
            await Store.VerifyAsync(blob.Hash, Never);
        }
    }

    protected static byte[] Content(int size, int seed)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    protected static ContentHash HashOf(byte[] content) => ContentHash.FromBytes(SHA256.HashData(content));

    private async Task AssertStored(byte[] content, BlobInfo blob)
    {
        Assert.Equal(new BlobInfo(HashOf(content), content.Length), blob);
        Assert.True(Store.Exists(blob.Hash));
        using var read = new MemoryStream();
        await using (var stream = Store.OpenRead(blob.Hash))
        {
            await stream.CopyToAsync(read, Never);
        }

        Assert.Equal(content, read.ToArray());
        await Store.VerifyAsync(blob.Hash, Never);
    }
}
