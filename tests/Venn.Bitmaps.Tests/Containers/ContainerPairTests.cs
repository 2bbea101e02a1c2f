namespace Venn.Bitmaps.Tests.Containers;

/// <summary>Every operation on every ordered pair of samples, against hash sets.</summary>
public sealed class ContainerPairTests
{
    public static TheoryData<string> Names() => [.. Samples.Sets.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Operations_WithEverySample_AgreeWithHashSets(string name)
    {
        var left = Samples.Sets[name];
        var a = Samples.Of(name);
        foreach (var (otherName, right) in Samples.Sets)
        {
            var b = Samples.Of(otherName);
            var inRight = new bool[65_536];
            var inLeft = new bool[65_536];
            Mark(left, inLeft);
            Mark(right, inRight);

            Check("and", name, otherName, v => inLeft[v] && inRight[v], a.And(b));
            Check("or", name, otherName, v => inLeft[v] || inRight[v], a.Or(b));
            Check("andNot", name, otherName, v => inLeft[v] && !inRight[v], a.AndNot(b));
            Check("xor", name, otherName, v => inLeft[v] != inRight[v], a.Xor(b));
            Assert.Equal(a.And(b).Cardinality, a.AndCardinality(b));
            Assert.Equal(a.Or(b).Cardinality, a.OrCardinality(b));
            Assert.Equal(a.AndNot(b).Cardinality, a.AndNotCardinality(b));
            Assert.Equal(a.Xor(b).Cardinality, a.XorCardinality(b));
            Assert.Equal(!a.And(b).IsEmpty, a.Intersects(b));
            Assert.Equal(a.AndNot(b).IsEmpty, a.IsSubsetOf(b));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Operations_WhoseResultIsAnOperand_ReturnThatObject(string name)
    {
        var a = Samples.Of(name);
        foreach (var otherName in Samples.Sets.Keys)
        {
            var b = Samples.Of(otherName);
            foreach (var result in (Container[])[a.And(b), a.Or(b), a.AndNot(b), a.Xor(b)])
            {
                var isOperand = ReferenceEquals(result, a) || ReferenceEquals(result, b);
                Assert.True(
                    result.IsEmpty || isOperand == (result.Equals(a) || result.Equals(b)), $"{name}, {otherName}: not shared");
            }
        }
    }

    private static void Mark(ushort[] values, bool[] marks)
    {
        foreach (var value in values)
        {
            marks[value] = true;
        }
    }

    private static void Check(string operation, string left, string right, Predicate<int> expected, Container actual)
    {
        var values = Enumerable.Range(0, 65_536).Where(v => expected(v)).Select(v => (ushort)v).ToArray();
        var what = $"{left} {operation} {right}";
        Assert.True(values.Length == actual.Cardinality, $"{what}: {actual.Cardinality} values, not {values.Length}");
        var read = new ushort[actual.Cardinality];
        Assert.Equal(values.Length, actual.CopyTo(read));
        Assert.True(values.AsSpan().SequenceEqual(read), $"{what}: other values");
        Assert.True(SmallestKind(values) == actual.Kind, $"{what}: a {actual.Kind} is not the smallest");
        Assert.Equal(Container.FromSorted(values), actual);
        Assert.Equal(Container.FromSorted(values).ContentHash, actual.ContentHash);
    }

    private static ContainerKind SmallestKind(ushort[] values)
    {
        var runs = values.Where((value, i) => i == 0 || values[i - 1] != value - 1).Count();
        var (array, run) = (values.Length <= 4096 ? 2 * values.Length : int.MaxValue, 2 + (4 * runs));
        return run < Math.Min(array, 8192) ? ContainerKind.Run : array <= 8192 ? ContainerKind.Array : ContainerKind.Bitmap;
    }
}
