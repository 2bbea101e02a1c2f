namespace Venn.Bitmaps.Tests;

public sealed class RoaringBitmapOracleTests
{
    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Algebra_OfRandomSets_AgreesWithHashSets(int seed)
    {
        var random = new Random(seed);
        var left = RandomSet(random);
        var right = random.Next(4) == 0 ? [.. left.Where(_ => random.Next(50) != 0)] : RandomSet(random);
        var a = RoaringBitmap.FromSorted([.. left]);
        var b = RoaringBitmap.Of([.. right]);

        AssertMembers(left.Intersect(right).Order(), a.And(b));
        AssertMembers(left.Union(right).Order(), a.Or(b));
        AssertMembers(left.Except(right).Order(), a.AndNot(b));
        AssertMembers(left.Except(right).Union(right.Except(left)).Order(), a.Xor(b));
        Assert.Equal(left.Intersect(right).Count(), a.AndCardinality(b));
        Assert.Equal(left.Overlaps(right), a.Intersects(b));
        Assert.Equal(left.IsSubsetOf(right), a.IsSubsetOf(b));
        Assert.True(a.And(b).IsSubsetOf(a));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Members_OfARandomSet_AreFoundRankedAndSelected(int seed)
    {
        var random = new Random(seed);
        var set = RandomSet(random);
        var bitmap = RoaringBitmap.FromSorted([.. set]);
        var members = set.ToArray();

        AssertMembers(members, bitmap);
        Assert.Equal(members.Length, bitmap.Cardinality);
        foreach (var i in Enumerable.Range(0, 200).Select(_ => random.Next(members.Length)))
        {
            Assert.Equal(members[i], bitmap.Select(i));
            Assert.Equal(i + 1, bitmap.Rank(members[i]));
            Assert.True(bitmap.Contains(members[i]));
            Assert.Equal(set.Contains(members[i] + 1), bitmap.Contains(members[i] + 1));
        }

        Assert.Equal((members[0], members[^1]), (bitmap.Min, bitmap.Max));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void AddAndRemove_OneByOne_KeepWhatASetHolds(int seed)
    {
        var random = new Random(seed);
        var set = RandomSet(random);
        var bitmap = RoaringBitmap.FromSorted([.. set]);
        for (var i = 0; i < 300; i++)
        {
            var value = random.Next(2) == 0 ? (ulong)random.Next(400_000) : set.ElementAt(random.Next(Math.Min(set.Count, 20)));
            var add = random.Next(2) == 0;
            bitmap = add ? bitmap.Add(value) : bitmap.Remove(value);
            _ = add ? set.Add(value) : set.Remove(value);
        }

        AssertMembers(set, bitmap);
        Assert.True(RoaringBitmap.FromSorted([.. set]).Equals(bitmap));
        Assert.Equal(RoaringBitmap.FromSorted([.. set]).GetHashCode(), bitmap.GetHashCode());
    }

    /// <summary>Compared as spans: the assertion on sequences takes a second for a million.</summary>
    private static void AssertMembers(IEnumerable<ulong> expected, RoaringBitmap actual) =>
        Assert.True(expected.ToArray().AsSpan().SequenceEqual(actual.ToArray()), "other members than the oracle's");

    private static SortedSet<ulong> RandomSet(Random random)
    {
        var set = new SortedSet<ulong> { (ulong)random.Next(1 << 20) };
        for (var chunk = random.Next(6); chunk >= 0; chunk--)
        {
            var key = (ulong)random.Next(6) << (random.Next(5) == 0 ? 40 : 16);
            switch (random.Next(4))
            {
                case 0:
                    set.UnionWith(Enumerable.Range(0, random.Next(3000)).Select(_ => key | (uint)random.Next(65_536)));
                    break;
                case 1:
                    set.UnionWith(Enumerable.Range(0, 30_000).Select(_ => key | (uint)random.Next(65_536)));
                    break;
                case 2:
                    var start = random.Next(65_536);
                    set.UnionWith(Enumerable.Range(start, random.Next(65_536 - start)).Select(v => key | (uint)v));
                    break;
                default:
                    set.UnionWith(Enumerable.Range(0, 65_536).Select(v => key | (uint)v));
                    break;
            }
        }

        return set;
    }
}
