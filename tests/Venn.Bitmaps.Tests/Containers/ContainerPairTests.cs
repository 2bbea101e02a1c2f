namespace Venn.Bitmaps.Tests.Containers;

/// <summary>Every operation on every ordered pair of samples, against a table of members.</summary>
public sealed class ContainerPairTests
{
    public static TheoryData<string> Names() => [.. Samples.Sets.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Operations_WithEverySample_AgreeWithATable(string name)
    {
        var left = Samples.Sets[name];
        var a = Samples.Of(name);
        foreach (var (otherName, right) in Samples.Sets)
        {
            var b = Samples.Of(otherName);
            Check("and", name, otherName, left, right, a.And(b), static (l, r) => l && r);
            Check("or", name, otherName, left, right, a.Or(b), static (l, r) => l || r);
            Check("andNot", name, otherName, left, right, a.AndNot(b), static (l, r) => l && !r);
            Check("xor", name, otherName, left, right, a.Xor(b), static (l, r) => l != r);
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

    private static void Check(
        string operation, string leftName, string rightName, ushort[] left, ushort[] right, Container actual, Func<bool, bool, bool> member)
    {
        var values = Merge(left, right, member);
        var what = $"{leftName} {operation} {rightName}";
        Assert.True(values.Length == actual.Cardinality, $"{what}: {actual.Cardinality} values, not {values.Length}");
        var read = new ushort[actual.Cardinality];
        Assert.Equal(values.Length, actual.CopyTo(read));
        Assert.True(values.AsSpan().SequenceEqual(read), $"{what}: other values");
        Assert.True(SmallestKind(values) == actual.Kind, $"{what}: a {actual.Kind} is not the smallest");
        Assert.True(Container.FromSorted(values).Equals(actual), $"{what}: not equal to the same values");
        Assert.Equal(Container.FromSorted(values).ContentHash, actual.ContentHash);
    }

    /// <summary>The oracle: a table of members, looked through value by value.</summary>
    private static ushort[] Merge(ushort[] left, ushort[] right, Func<bool, bool, bool> member)
    {
        var table = new byte[Container.ValueCount];
        foreach (var value in left)
        {
            table[value] |= 1;
        }

        foreach (var value in right)
        {
            table[value] |= 2;
        }

        bool[] wanted = [member(false, false), member(true, false), member(false, true), member(true, true)];
        var values = new List<ushort>();
        for (var value = 0; value < table.Length; value++)
        {
            if (wanted[table[value]])
            {
                values.Add((ushort)value);
            }
        }

        return [.. values];
    }

    private static ContainerKind SmallestKind(ushort[] values)
    {
        var runs = values.Length == 0 ? 0 : 1;
        for (var i = 1; i < values.Length; i++)
        {
            runs += values[i] == values[i - 1] + 1 ? 0 : 1;
        }

        var (array, run) = (values.Length <= 4096 ? 2 * values.Length : int.MaxValue, 2 + (4 * runs));
        return run < Math.Min(array, 8192) ? ContainerKind.Run : array <= 8192 ? ContainerKind.Array : ContainerKind.Bitmap;
    }
}
