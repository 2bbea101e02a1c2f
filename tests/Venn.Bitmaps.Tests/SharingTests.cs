namespace Venn.Bitmaps.Tests;

/// <summary>What an operation does not touch is the same object before and after.</summary>
public sealed class SharingTests
{
    private static readonly RoaringBitmap Wide = RoaringBitmap.OrMany(
        RoaringBitmap.FromRange(0, 500_000),
        RoaringBitmap.FromSorted([.. Enumerable.Range(0, 20_000).Select(i => 1_000_000 + (ulong)(i * 3))]),
        RoaringBitmap.FromSorted([.. Enumerable.Range(0, 300).Select(i => 5_000_000 + (ulong)(i * 217))]));

    [Fact]
    public void Add_OfOneValue_SharesEveryOtherContainer()
    {
        var edited = Wide.Add(1_000_001);

        AssertShared(edited, except: 1_000_001 >> 16);
        Assert.Equal(Wide.Cardinality + 1, edited.Cardinality);
    }

    [Fact]
    public void Remove_OfOneValue_SharesEveryOtherContainer()
    {
        var edited = Wide.Remove(1_000_002).Remove(1_000_000);

        AssertShared(edited, except: 1_000_000 >> 16);
        Assert.Equal(Wide.Cardinality - 1, edited.Cardinality);
    }

    [Fact]
    public void OrAndAndNot_OfASmallDelta_ShareEveryOtherContainer()
    {
        var delta = RoaringBitmap.Of(1_000_001, 1_000_004);

        AssertShared(Wide.Or(delta), except: 1_000_001 >> 16);
        AssertShared(delta.Or(Wide), except: 1_000_001 >> 16);
        AssertShared(Wide.Xor(delta), except: 1_000_001 >> 16);
        AssertShared(Wide.AndNot(RoaringBitmap.Of(1_000_000)), except: 1_000_000 >> 16);
        AssertShared(Wide.AddRange(1_000_000, 1_000_100), except: 1_000_000 >> 16);
        AssertShared(Wide.RemoveRange(1_000_000, 1_000_100), except: 1_000_000 >> 16);
    }

    [Fact]
    public void Operations_ThatChangeNothing_ReturnTheOperand()
    {
        var empty = RoaringBitmap.Empty;
        var part = RoaringBitmap.FromRange(70_000, 80_000);

        Assert.Same(Wide, Wide.Or(empty));
        Assert.Same(Wide, empty.Or(Wide));
        Assert.Same(Wide, Wide.Or(part));
        Assert.Same(Wide, part.Or(Wide));
        Assert.Same(part, Wide.And(part));
        Assert.Same(part, part.And(Wide));
        Assert.Same(Wide, Wide.And(Wide));
        Assert.Same(Wide, Wide.AndNot(empty));
        Assert.Same(Wide, Wide.AndNot(RoaringBitmap.Of(999_999)));
        Assert.Same(Wide, Wide.Xor(empty));
        Assert.Same(empty, Wide.AndNot(Wide));
        Assert.Same(empty, Wide.Xor(Wide));
        Assert.Same(Wide, Wide.Add(3));
        Assert.Same(Wide, Wide.Remove(999_999));
        Assert.Same(Wide, RoaringBitmap.OrMany(part, Wide, empty, part));
        Assert.Same(empty, RoaringBitmap.Of(7).Remove(7));
    }

    private static void AssertShared(RoaringBitmap edited, ulong except)
    {
        Assert.Equal(Wide.ContainerCount, edited.ContainerCount);
        foreach (var (key, container) in edited.ByContainer)
        {
            Assert.Equal(key == except, !ReferenceEquals(container, Wide.FindContainer(key)));
        }
    }
}
