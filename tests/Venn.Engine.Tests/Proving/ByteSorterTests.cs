using Venn.Engine.Versions.Proving;

namespace Venn.Engine.Tests.Proving;

public class ByteSorterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(24)]
    [InlineData(25)]
    [InlineData(3000)]
    public void CopySorted_StringsOfMostlyEqualHeads_OrdersThemAsBytes(int count)
    {
        var random = new Random(count);
        var sorter = new ByteSorter();

        // Used more than once: nothing of before may be seen.
        for (var round = 0; round < 20; round++)
        {
            var heads = 1 + random.Next(1 + count);
            var strings = Enumerable.Range(0, count).Select(_ => Next(random, heads)).ToList();
            sorter.Clear();
            foreach (var one in strings)
            {
                one.CopyTo(sorter.Add(one.Length));
            }

            var sorted = new byte[sorter.LengthBytes + 3];
            sorter.CopySorted(sorted);

            Assert.Equal(count, sorter.Count);
            var expected = string.Concat(strings.Select(Convert.ToHexStringLower).Order(StringComparer.Ordinal));
            Assert.Equal(expected + "000000", Convert.ToHexStringLower(sorted));
        }
    }

    /// <summary>Eight bytes of few kinds, the first bit set in half of them, and a rest in which some begin with others.</summary>
    private static byte[] Next(Random random, int heads)
    {
        var one = new byte[8 + random.Next(40)];
        BitConverter.TryWriteBytes(one, (ulong)random.Next(heads) * 0x9E3779B97F4A7C15);
        for (var i = 8; i < one.Length; i++)
        {
            one[i] = (byte)(random.Next(2) * 255);
        }

        return one;
    }
}
