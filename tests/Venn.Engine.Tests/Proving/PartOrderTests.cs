using Venn.Engine.Versions.Proving;

namespace Venn.Engine.Tests.Proving;

public class PartOrderTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 65_536)]
    [InlineData(5_000, 3)]
    [InlineData(8_191, 65_536)]
    [InlineData(8_192, 65_536)]
    [InlineData(20_000, 1)]
    [InlineData(200_000, 65_536)]
    public void Of_ItemsOfSomeParts_HasEachOnceUnderItsPart(int count, int partCount)
    {
        var random = new Random(count + partCount);
        var partOf = Enumerable.Range(0, count).Select(_ => (ushort)(65_535 - random.Next(partCount))).ToArray();
        var expected = partOf.Select((part, item) => (part, item)).GroupBy(p => p.part, p => p.item).OrderBy(g => g.Key).ToList();

        var order = PartOrder.Of([.. partOf]);

        Assert.Equal(expected.Select(g => g.Key), order.Parts);
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i], order.ItemsOf(i, i + 1).ToArray().Order());
        }

        Assert.Equal(count, order.ItemsOf(0, order.Parts.Length).Length);
    }
}
