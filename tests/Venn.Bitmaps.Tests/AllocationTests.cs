using Venn.Bitmaps.Tests.Containers;

namespace Venn.Bitmaps.Tests;

/// <summary>
/// The ceilings of docs/design/bitmaps.md: an operation allocates its result and nothing else, and what gives a number or
/// a truth allocates nothing.
/// </summary>
public sealed class AllocationTests
{
    /// <summary>Object header and fields; an array's header and length.</summary>
    private const int ContainerBytes = 48;
    private const int BitmapBytes = 48;
    private const int ArrayBytes = 24;

    private static readonly RoaringBitmap Left = Wide(["few", "evens", "first half", "4096", "full", "2047 runs"], 1);
    private static readonly RoaringBitmap Right = Wide(["forty", "half at random", "runs across words", "4095", "last"], 1);
    private static readonly RoaringBitmap Other = Wide(["evens", "few"], 3);

    public static TheoryData<string> Names() => ContainerPairTests.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void ContainerOperations_WithEverySample_AllocateTheResultAlone(string name)
    {
        var a = Samples.Of(name);
        foreach (var otherName in Samples.Sets.Keys)
        {
            var b = Samples.Of(otherName);
            AssertResultAlone($"{name} and {otherName}", () => a.And(b), a, b);
            AssertResultAlone($"{name} or {otherName}", () => a.Or(b), a, b);
            AssertResultAlone($"{name} andNot {otherName}", () => a.AndNot(b), a, b);
            AssertResultAlone($"{name} xor {otherName}", () => a.Xor(b), a, b);
            AssertNothing($"counts of {name} and {otherName}", () => a.AndCardinality(b) + a.XorCardinality(b));
            AssertNothing($"tests of {name} and {otherName}", () => (a.Intersects(b) ? 1 : 0) + (a.IsSubsetOf(b) ? 1 : 0));
        }

        AssertNothing($"hash of {name}", () => (int)Samples.Of("empty").ContentHash);
    }

    [Fact]
    public void SetOperations_OnEveryPair_AllocateTheResultAlone()
    {
        foreach (var (a, b) in ((RoaringBitmap, RoaringBitmap)[])[(Left, Right), (Right, Left), (Left, Other), (Other, Right)])
        {
            AssertResultAlone(() => a.And(b), a, b);
            AssertResultAlone(() => a.Or(b), a, b);
            AssertResultAlone(() => a.AndNot(b), a, b);
            AssertResultAlone(() => a.Xor(b), a, b);
            // The two ends of a range come on top, as containers of one run.
            AssertResultAlone(() => a.RemoveRange(70_000, 140_000), a, b, 2 * (ContainerBytes + ArrayBytes + 8));
            AssertResultAlone(() => a.Within(70_000, 140_000), a, b, 2 * (ContainerBytes + ArrayBytes + 8));
        }
    }

    [Theory]
    [InlineData(2UL)]
    [InlineData(65_537UL)]
    [InlineData(131_073UL)]
    [InlineData(230_000UL)]
    [InlineData(1UL << 40)]
    public void AddAndRemove_OfOneValue_AllocateTheTouchedContainerAndTheReferences(ulong value)
    {
        // The container of the one value, 72 + 2 bytes rounded up, comes on top.
        AssertResultAlone(() => Left.Add(value), Left, Left, ContainerBytes + ArrayBytes + 8);
        AssertResultAlone(() => Left.Remove(value), Left, Left, ContainerBytes + ArrayBytes + 8);
    }

    [Fact]
    public void Questions_OfASet_AllocateNothing()
    {
        var destination = new ulong[Left.Cardinality];
        var bytes = new byte[RoaringFormat.GetSizeBytes(Left)];
        AssertNothing("contains", () => Left.Contains(70_000) ? 1 : 0);
        AssertNothing("rank", () => (int)Left.Rank(200_000));
        AssertNothing("select", () => (int)Left.Select(100_000));
        AssertNothing("min, max", () => (int)(Left.Min + Left.Max));
        AssertNothing("counts", () => (int)(Left.AndCardinality(Right) + Left.OrCardinality(Right)));
        AssertNothing("intersects", () => Left.Intersects(Right) ? 1 : 0);
        AssertNothing("subset", () => Left.IsSubsetOf(Right) ? 1 : 0);
        AssertNothing("equals", () => Left.Equals(Right) ? 1 : 0);
        AssertNothing("hash code", Left.GetHashCode);
        AssertNothing("copy", () => Copy(destination));
        AssertNothing("size and write", () => RoaringFormat.Write(Left, bytes));
        AssertNothing("iterate", () =>
        {
            var sum = 0UL;
            foreach (var value in Left)
            {
                sum += value;
            }

            return (int)sum;
        });
        AssertNothing("iterate by container", () =>
        {
            var sum = 0;
            foreach (var (_, container) in Left.ByContainer)
            {
                sum += container.Cardinality;
            }

            return sum;
        });
    }

    [Fact]
    public void Read_OfASet_AllocatesTheSetAlone()
    {
        var bytes = RoaringFormat.ToArray(Left);

        AssertResultAlone(() => RoaringFormat.Read(bytes), RoaringBitmap.Empty, RoaringBitmap.Empty);
    }

    private static RoaringBitmap Wide(string[] names, ulong step) =>
        RoaringBitmap.FromContainers(
            [.. Enumerable.Range(0, names.Length).Select(i => (ulong)i * step)], [.. names.Select(Samples.Of)]);

    private static int Copy(ulong[] destination)
    {
        Left.CopyTo(destination);
        return 0;
    }

    private static void AssertNothing(string what, Func<int> question)
    {
        var allocated = Measure(question, out _);
        Assert.True(allocated == 0, $"{what}: {allocated} bytes where none are due");
    }

    private static void AssertResultAlone(string what, Func<Container> operation, Container left, Container right)
    {
        var allocated = Measure(operation, out var result);
        var due = ReferenceEquals(result, left) || ReferenceEquals(result, right) ? 0 : SizeOf(result);
        Assert.True(allocated <= due, $"{what}: {allocated} bytes for a result of {due}");
    }

    private static void AssertResultAlone(
        Func<RoaringBitmap> operation, RoaringBitmap left, RoaringBitmap right, long besides = 0)
    {
        var allocated = Measure(operation, out var result);
        var due = ReferenceEquals(result, left) || ReferenceEquals(result, right) || result.IsEmpty
            ? 0L
            : BitmapBytes + ArrayBytes + (8 * result.ContainerCount);
        due += due == 0 || result.KeyArray == left.KeyArray || result.KeyArray == right.KeyArray
            ? 0
            : ArrayBytes + (8 * result.ContainerCount);
        foreach (var (key, container) in result.ByContainer)
        {
            var isShared = ReferenceEquals(container, left.FindContainer(key)) || ReferenceEquals(container, right.FindContainer(key));
            due += isShared ? 0 : SizeOf(container);
        }

        Assert.True(allocated <= due + besides, $"{allocated} bytes for a result of {due}");
    }

    private static int SizeOf(Container container) => ReferenceEquals(container, Container.Full) || container.IsEmpty
        ? 0
        : ContainerBytes + ArrayBytes + ((ContainerFormat.GetSizeBytes(container) - ContainerFormat.HeaderSizeBytes + 7) / 8 * 8);

    /// <summary>The least of several runs: the first ones fill pools and caches.</summary>
    private static long Measure<T>(Func<T> operation, out T result)
    {
        var least = long.MaxValue;
        result = operation();
        for (var i = 0; i < 4 && least != 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            result = operation();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
