using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Storage;
using Venn.Storage.Catalog;
using static Venn.Engine.Tests.Versions.VersionFixture;

namespace Venn.Engine.Tests.Versions;

/// <summary>Many revisions read together: whole blocks and blocks of one, with what one by one reads as the oracle.</summary>
public sealed class RevisionBatchTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_OfBlocksWholeAndSingle_IsWhatIsReadOneByOne(bool isReopened)
    {
        await using var f = await OpenAsync();
        var dataset = await f.CreateAsync("a", [.. Enumerable.Range(0, 300).Select(i => $"/{i}")]);
        var before = dataset.Head;
        foreach (var i in (int[])[3, 4, 70, 199, 200, 201, 299])
        {
            await f.SetAsync(dataset, $"/{i}", "a", i);
        }

        if (isReopened)
        {
            await f.ReopenAsync();
            dataset = f.Store.Find("p", "a")!;
        }

        var version = dataset.Head;
        List<RevisionNumber> wanted =
        [
            .. version.State.Items.Reverse().Select(n => new RevisionNumber((long)n)).Where(n => n.Value % 3 != 0 || n.Value > 250),
            .. before.State.Items.Take(5).Select(n => new RevisionNumber((long)n)),
        ];
        var batch = new RevisionBatch(f.Store.Context, Relation.Items, [.. wanted], TestContext.Current.CancellationToken);

        foreach (var number in wanted)
        {
            var (expected, actual) = (version.Read(Relation.Items, [number])[0], batch.Get(version.State, number));
            Assert.Equal(expected.Body.ToArray(), actual.Body.ToArray());
            Assert.Equal(expected with { Body = default }, actual with { Body = default });
        }
    }

    [Fact]
    public async Task Batch_OfANumberThatIsNowhere_SaysSo()
    {
        await using var f = await OpenAsync();
        await f.CreateAsync("a", "/0", "/1");

        var lost = Assert.Throws<CatalogDamagedException>(() => new RevisionBatch(
            f.Store.Context, Relation.Items, [new RevisionNumber(0), new RevisionNumber(40)], TestContext.Current.CancellationToken));

        Assert.Contains("40", lost.Message, StringComparison.Ordinal);
    }
}
