namespace Venn.Bitmaps.Tests;

public sealed class RoaringBitmapTests
{
    [Fact]
    public void Empty_HasNoMembers()
    {
        var empty = RoaringBitmap.Empty;

        Assert.True(empty.IsEmpty);
        Assert.Equal(0, empty.Cardinality);
        Assert.Empty(empty);
        Assert.Equal(0, empty.Rank(ulong.MaxValue));
        Assert.Throws<InvalidOperationException>(() => empty.Min);
        Assert.Throws<InvalidOperationException>(() => empty.Max);
        Assert.Throws<ArgumentOutOfRangeException>(() => empty.Select(0));
        Assert.Same(empty, RoaringBitmap.Of());
        Assert.Same(empty, RoaringBitmap.FromRange(9, 9));
        Assert.Same(empty, RoaringBitmap.OrMany());
    }

    [Fact]
    public void Ends_OfTheNumbers_AreMembersLikeOthers()
    {
        var set = RoaringBitmap.Of(ulong.MaxValue, 0, ulong.MaxValue, ulong.MaxValue - 1);

        Assert.Equal([0, ulong.MaxValue - 1, ulong.MaxValue], set);
        Assert.Equal(3, set.Rank(ulong.MaxValue));
        Assert.Equal(1, set.Rank(1UL << 63));
        Assert.Equal(RoaringBitmap.MaxKey, set.KeyAt(1));
        Assert.Equal([ulong.MaxValue], set.RemoveRange(0, ulong.MaxValue));
    }

    [Fact]
    public void FromRange_AcrossContainers_SharesTheFullOnes()
    {
        var set = RoaringBitmap.FromRange(65_530, 65_536 * 5UL);

        Assert.Equal((65_536 * 5) - 65_530, set.Cardinality);
        Assert.Same(Container.Full, set.ContainerAt(1));
        Assert.Same(Container.Full, set.ContainerAt(4));
        Assert.Equal(5, set.ContainerCount);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(0, 65_536)]
    [InlineData(65_535, 65_537)]
    [InlineData(70_000, 70_000)]
    [InlineData(70_000, 200_000)]
    [InlineData(100, ulong.MaxValue)]
    [InlineData(900_000, 1_000_000)]
    public void Ranges_OfASet_AreCutLikeAList(ulong start, ulong end)
    {
        var members = Enumerable.Range(0, 3000).Select(i => (ulong)i * 100).Concat<ulong>([65_535, 65_536, 1UL << 50]).Order().Distinct();
        var set = RoaringBitmap.Of([.. members]);

        Assert.Equal(members.Where(v => v >= start && v < end), set.Within(start, end));
        Assert.Equal(members.Where(v => v < start || v >= end), set.RemoveRange(start, end));
        if (end < 1_000_001)
        {
            Assert.Equal(set.Or(RoaringBitmap.FromRange(start, end)), set.AddRange(start, end));
        }
    }

    [Theory]
    [InlineData(new ulong[] { 5, 4 }, "index 1 holds 4 after 5")]
    [InlineData(new ulong[] { 70_000, 70_001, 1 }, "index 2 holds 1 after 70001")]
    public void FromSorted_OfDisorder_NamesThePlace(ulong[] values, string place)
    {
        Assert.Contains(place, Assert.Throws<ArgumentException>(() => RoaringBitmap.FromSorted(values)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromContainers_OfBadKeys_IsRefused()
    {
        var one = Container.FromRange(0, 1);

        Assert.Throws<ArgumentException>(() => RoaringBitmap.FromContainers([1, 1], [one, one]));
        Assert.Throws<ArgumentException>(() => RoaringBitmap.FromContainers([1UL << 48], [one]));
        Assert.Throws<ArgumentException>(() => RoaringBitmap.FromContainers([1, 2], [one]));
        Assert.Equal([65_536UL * 2], RoaringBitmap.FromContainers([1, 2], [Container.Empty, one]));
    }

    [Fact]
    public void CopyTo_AShortDestination_WritesNothing()
    {
        var destination = new ulong[2];

        Assert.Throws<ArgumentException>(() => RoaringBitmap.Of(1, 2, 70_000).CopyTo(destination));
        Assert.Equal([0, 0], destination);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Builder_InAnyOrder_HoldsWhatWasAdded(int seed)
    {
        var random = new Random(seed);
        var expected = new SortedSet<ulong>();
        var builder = new RoaringBitmapBuilder();
        for (var i = 0; i < 400; i++)
        {
            var start = (ulong)random.Next(1_000_000);
            var end = start + (ulong)random.Next(random.Next(8) == 0 ? 140_000 : 3);
            builder.AddRange(start, end);
            builder.Add(end);
            for (var v = start; v <= end; v++)
            {
                expected.Add(v);
            }

            if (i == 200)
            {
                Assert.Equal(expected, builder.ToBitmap());
            }
        }

        Assert.Equal(expected, builder.ToBitmap());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void OrMany_OfManySets_IsTheirUnion(int seed)
    {
        var random = new Random(seed);
        var sets = Enumerable.Range(0, 12).Select(_ => RoaringBitmap.OrMany(
            RoaringBitmap.FromRange((ulong)random.Next(300_000), (ulong)random.Next(300_000)),
            RoaringBitmap.Of([.. Enumerable.Range(0, random.Next(9000)).Select(_ => (ulong)random.Next(400_000))]))).ToArray();

        var expected = sets.Aggregate(RoaringBitmap.Empty, (all, set) => all.Or(set));

        Assert.Equal(expected, RoaringBitmap.OrMany(sets));
    }

    [Fact]
    public void Enumerator_OfEveryForm_AgreesWithToArray()
    {
        var set = RoaringBitmap.FromContainers(
            [0, 1, 2, 9, 1UL << 40],
            [.. ((string[])["few", "half at random", "runs across words", "full", "words' borders"]).Select(Containers.Samples.Of)]);
        var values = new List<ulong>();

        foreach (var value in set)
        {
            values.Add(value);
        }

        Assert.Equal(set.ToArray(), values);
        Assert.Equal(set.Cardinality, values.Count);
    }

    [Fact]
    public void Equals_OfSetsBuiltDifferently_HoldsByValue()
    {
        var range = RoaringBitmap.FromRange(10, 100_000);
        var values = RoaringBitmap.FromSorted([.. Enumerable.Range(10, 99_990).Select(v => (ulong)v)]);

        Assert.Equal(range, values);
        Assert.Equal(range.GetHashCode(), values.GetHashCode());
        Assert.NotEqual(range, values.Remove(50_000));
        Assert.False(range.Equals((object?)null));
    }
}
