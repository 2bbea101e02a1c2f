using Venn.Engine.Revisions;
using Venn.Engine.Segments;
using Venn.Engine.Tests.Versions;
using Venn.Engine.Versions.Proving;

namespace Venn.Engine.Tests.Proving;

/// <summary>The store is closed while digests are read: nobody may read what is mapped no more.</summary>
public class DigestClosingTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task DisposeAsync_WhileColumnsAreHeld_TellsTheirHolderAndWaitsForHim()
    {
        await using var fixture = await VersionFixture.OpenAsync();
        var dataset = await fixture.CreateAsync("one", [.. Enumerable.Range(0, 100).Select(i => $"/{i}")]);
        await fixture.Store.DrainSealingAsync(TestContext.Current.CancellationToken);
        var head = dataset.Head;
        _ = head.ComputeDigest(TestContext.Current.CancellationToken);
        var digests = fixture.Store.Context.Digests;
        FileDigestColumn column;
        Task closed;
        using (digests.Hold(out var closing))
        {
            column = Assert.IsType<FileDigestColumn>(digests.FindKept(Storage.Catalog.Relation.Items, new SegmentNumber(0)));
            var own = column.Get(0).ToArray();
            closed = Task.Run(async () => await fixture.Store.DisposeAsync(), TestContext.Current.CancellationToken);
            Assert.True(closing.WaitHandle.WaitOne(Long), "Nobody told the holder.");
            Assert.False(closed.IsCompleted);
            Assert.Equal(own, column.Get(0).ToArray());
        }

        await closed.WaitAsync(Long, TestContext.Current.CancellationToken);

        Assert.Throws<ObjectDisposedException>(() => column.Get(0).ToArray());
        Assert.Throws<ObjectDisposedException>(() => head.ComputeDigest(TestContext.Current.CancellationToken));
        Assert.Throws<ObjectDisposedException>(() => head.RecomputeDigest(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Read_TheStoreIsClosedMeanwhile_SaysSo()
    {
        await using var fixture = await VersionFixture.OpenAsync();
        var state = (await fixture.CreateAsync("one", "/a")).Head.State;
        var context = fixture.Store.Context;

        var reading = Task.Run(() => StateParts.Read(
            context, state,
            token =>
            {
                token.WaitHandle.WaitOne(Long);
                token.ThrowIfCancellationRequested();
                return 0;
            },
            TestContext.Current.CancellationToken));
        await Task.Delay(50, TestContext.Current.CancellationToken);
        await fixture.Store.DisposeAsync().AsTask().WaitAsync(Long, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<ObjectDisposedException>(() => reading);
    }

    [Fact]
    public void Get_RowsThatAreNotThere_IsRefused()
    {
        using var column = new FileDigestColumn(new byte[64], []);

        Assert.Equal(32, column.Get(1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => column.Get(2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => column.Get(-1).Length);
    }
}
