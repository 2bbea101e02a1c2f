namespace Venn.Bitmaps.Tests.Containers;

public sealed class ContainerTests
{
    public static TheoryData<string> Names() => ContainerPairTests.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void Members_OfASample_AreFoundRankedAndSelected(string name)
    {
        var values = Samples.Sets[name];
        var container = Samples.Of(name);
        var rank = 0;
        for (var v = 0; v < Container.ValueCount; v++)
        {
            var isMember = rank < values.Length && values[rank] == v;
            rank += isMember ? 1 : 0;
            Assert.Equal(isMember, container.Contains((ushort)v));
            if (v % 97 == 0 || v > 65_400)
            {
                Assert.Equal(rank, container.Rank((ushort)v));
            }
        }

        for (var i = 0; i < values.Length; i += 1 + (values.Length / 500))
        {
            Assert.Equal(values[i], container.Select(i));
        }

        if (values.Length > 0)
        {
            Assert.Equal((values[0], values[^1]), (container.Min, container.Max));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void FromWords_OfASamplesWords_IsTheSample(string name)
    {
        var container = Samples.Of(name);
        var words = new ulong[Container.WordCount];
        words.AsSpan().Fill(0xDEAD);

        container.CopyToWords(words);

        Assert.Equal(container, Container.FromWords(words));
        Assert.Equal(container.RunCount, Container.FromWords(words).RunCount);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AddAndRemove_OfOneValue_UndoEachOther(string name)
    {
        var container = Samples.Of(name);
        foreach (ushort value in (ushort[])[0, 1, 63, 64, 100, 12_345, 65_534, 65_535])
        {
            var toggled = container.Contains(value) ? container.Remove(value) : container.Add(value);

            Assert.Equal(1, Math.Abs(toggled.Cardinality - container.Cardinality));
            Assert.Equal(!container.Contains(value), toggled.Contains(value));
            Assert.Equal(container, container.Contains(value) ? toggled.Add(value) : toggled.Remove(value));
            Assert.Same(container, container.Contains(value) ? container.Add(value) : container.Remove(value));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 6)]
    [InlineData(5, 8)]
    [InlineData(5, 9)]
    [InlineData(0, 65_536)]
    [InlineData(65_535, 65_536)]
    public void FromRange_OfAnyLength_HoldsTheRange(int start, int end)
    {
        var expected = Enumerable.Range(start, end - start).Select(v => (ushort)v).ToArray();

        Assert.Equal(Container.FromSorted(expected), Container.FromRange(start, end));
    }

    [Fact]
    public void FromSorted_OfValuesOutOfOrder_NamesThePlace()
    {
        var error = Assert.Throws<ArgumentException>(() => Container.FromSorted([1, 2, 2]));

        Assert.Contains("index 2 holds 2 after 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void And_OfEqualContentAlreadyHashed_IsTheLeftWithNothingAllocated()
    {
        var (left, right) = (Samples.Of("half at random"), Samples.Of("half at random"));
        Assert.Equal(left.ContentHash, right.ContentHash);

        Assert.Same(left, left.And(right));
        Assert.Same(left, left.Or(right));
        Assert.Same(Container.Empty, left.AndNot(right));
        Assert.Same(Container.Empty, left.Xor(right));
    }
}
