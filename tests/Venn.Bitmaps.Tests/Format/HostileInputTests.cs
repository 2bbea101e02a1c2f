namespace Venn.Bitmaps.Tests.Format;

/// <summary>
/// Damaged and malicious input: it is refused with an offset and a reason, or it is a valid bitmap; and reading never
/// allocates out of proportion to the input.
/// </summary>
public sealed class HostileInputTests
{
    /// <summary>
    /// The dearest input is a run container of one run (12 bytes with its header, offset and count), which becomes two
    /// objects, or one value (10 bytes): under 100 bytes each; the rest is what the first call warms up.
    /// </summary>
    private const long AllocationPerByte = 16;
    private const long AllocationFixed = 70_000;

    private static readonly RoaringBitmap Every = RoaringBitmap.FromContainers(
        [0, 1, 2, 3, 9, 65_536, 65_540, RoaringBitmap.MaxKey],
        [.. ((string[])["few", "evens", "first half", "full", "2047 runs", "forty", "4096", "last"]).Select(Containers.Samples.Of)]);

    private static readonly RoaringBitmap Small = RoaringBitmap.FromContainers(
        [0, 1, 2, 3, 70_000], [.. ((string[])["few", "four neighbours", "full", "both ends", "forty"]).Select(Containers.Samples.Of)]);

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 60)];

    [Fact]
    public void Read_OfEveryTruncation_IsRefused()
    {
        var bytes = RoaringFormat.ToArray(Every);
        for (var length = 0; length < bytes.Length; length++)
        {
            var error = Assert.Throws<RoaringFormatException>(() => RoaringFormat.Read(bytes.AsSpan(0, length)));
            Assert.InRange(error.Offset, 0, length);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read32_OfEveryTruncation_IsRefused(bool allowRuns)
    {
        var bytes = RoaringFormat.ToArray32(Every.Within(0, 1UL << 32), allowRuns);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<RoaringFormatException>(() => RoaringFormat.Read32(bytes.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Read_OfEveryFlippedBit_IsRefusedOrAValidBitmap()
    {
        var bytes = RoaringFormat.ToArray(Small);
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertRefusedOrValid(bytes);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Read_OfDamagedBytes_IsRefusedOrAValidBitmap(int seed)
    {
        var random = new Random(seed);
        var whole = RoaringFormat.ToArray(seed % 2 == 0 ? Every : Small);
        for (var round = 0; round < 60; round++)
        {
            var bytes = whole.ToArray();
            for (var damage = random.Next(4); damage >= 0; damage--)
            {
                var at = random.Next(3) == 0 ? random.Next(Math.Min(bytes.Length, 80)) : random.Next(bytes.Length);
                bytes[at] = (byte)(random.Next(2) == 0 ? random.Next(256) : random.Next(2) * 255);
            }

            AssertRefusedOrValid(bytes);
            AssertRefusedOrValid(bytes.AsSpan(0, random.Next(bytes.Length)).ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Read_OfNoise_IsRefusedOrAValidBitmap(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            // Behind a good cookie, noise comes further.
            if (bytes.Length > 16 && round % 2 == 0)
            {
                bytes.AsSpan(0, 12).Clear();
                bytes[0] = 1;
                (bytes[12], bytes[13], bytes[14], bytes[15]) = ((byte)(0x3A + (round / 2 % 2)), 0x30, (byte)random.Next(4), 0);
            }

            AssertRefusedOrValid(bytes);
            foreach (byte kind in (byte[])[0, 1, 2, 3, 4])
            {
                AssertRefusedOrValidContainer([kind, .. bytes]);
            }
        }
    }

    [Theory]
    [InlineData("", "cookie", 0)]
    [InlineData("3B303B30FF000075", "run flags", 4)]
    [InlineData("3A30000030303030", "more than 65,536", 4)]
    [InlineData("3B303030", "run flags", 4)]
    [InlineData("3B300104F62655", "run flags", 4)]
    [InlineData("3A300100", "neither 12346 nor 12347", 0)]
    [InlineData("3A300000FFFFFFFF", "more than 65,536", 4)]
    [InlineData("3A30000000000100", "keys and cardinalities", 8)]
    [InlineData("3A3000000100000000000000140000000500", "offset 20 of container 0, which stands at 16", 12)]
    [InlineData("3A300000020000000500000005000000180000001A00000001000100", "key 5 follows 5", 12)]
    [InlineData("3A3000000100000000000100100000000500", "an array container takes 4 bytes, of which 2", 16)]
    [InlineData("3A30000001000000000001001000000005000500", "array value 5 follows 5", 18)]
    [InlineData("3A30000001000000000000001000000005000600", "2 bytes follow the end", 18)]
    [InlineData("3B30000001000000000000", "runs of 0 values where 1 are declared", 9)]
    [InlineData("3B300000010000040001000A000300", "runs of 4 values where 5 are declared", 9)]
    [InlineData("3B30000001000004000100FEFF0400", "past 65,535", 11)]
    [InlineData("3B30000001000004000200050002000700010000", "a run starts at 7, the one before it ends at 7", 15)]
    [InlineData("3B300000010000040002000700010005000100", "a run starts at 5, the one before it ends at 8", 15)]
    public void Read32_OfBadInput_NamesTheOffsetAndTheReason(string hex, string reason, long offset)
    {
        var error = Assert.Throws<RoaringFormatException>(() => RoaringFormat.Read32(Convert.FromHexString(hex)));

        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        Assert.Equal(offset, error.Offset);
        Assert.Contains($"byte {offset}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the number of buckets takes 8 bytes, of which 0", 0)]
    [InlineData("00000000001000", "the number of buckets", 0)]
    [InlineData("0000000000000001", "72057594037927936 buckets do not fit in the 0 bytes", 0)]
    [InlineData("0100000000000000000000", "1 buckets do not fit", 0)]
    [InlineData("FFFFFFFFFFFFFFFF" + "000000003A30000000000000", "buckets do not fit", 0)]
    [InlineData("0200000000000000" + "010000003A30000000000000" + "010000003A30000000000000", "bucket 1 follows 1", 20)]
    [InlineData("0000000000000000" + "00", "1 bytes follow the end", 8)]
    public void Read_OfBadInput_NamesTheOffsetAndTheReason(string hex, string reason, long offset)
    {
        var error = Assert.Throws<RoaringFormatException>(() => RoaringFormat.Read(Convert.FromHexString(hex)));

        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        Assert.Equal(offset, error.Offset);
    }

    [Fact]
    public void Read32_OfRunsThatTouchOrAreNotSmallest_IsBroughtIntoForm()
    {
        // Two runs that touch, 10 to 11 and 12 to 14; then a single value as a run.
        var touching = RoaringFormat.Read32(Convert.FromHexString("3B3000000100000400" + "0200" + "0A000100" + "0C000200"));
        var single = RoaringFormat.Read32(Convert.FromHexString("3B3000000100000000" + "0100" + "0A000000"));

        Assert.Equal(RoaringBitmap.FromRange(10, 15), touching);
        Assert.Equal(ContainerKind.Run, touching.ContainerAt(0).Kind);
        Assert.Equal(RoaringBitmap.Of(10), single);
        Assert.Equal(ContainerKind.Array, single.ContainerAt(0).Kind);
    }

    [Fact]
    public void Read32_OfTheMostRunsThereCanBe_ReadsThem()
    {
        // 32,768 single values as runs, and 65,535 runs that touch: larger than any writer of this project makes.
        Assert.Equal(32_768, RoaringFormat.Read32(Runs(32_768, step: 2)).Cardinality);
        Assert.Equal(RoaringBitmap.FromRange(0, 65_535), RoaringFormat.Read32(Runs(65_535, step: 1)));
    }

    [Fact]
    public void Read_WithBytesAfter_TellsWhereItEnds()
    {
        byte[] bytes = [.. RoaringFormat.ToArray(Small), 1, 2, 3];

        Assert.Equal(Small, RoaringFormat.Read(bytes, out var bytesRead));
        Assert.Equal(bytes.Length - 3, bytesRead);
        Assert.Throws<RoaringFormatException>(() => RoaringFormat.Read(bytes));
    }

    private static byte[] Runs(int count, int step)
    {
        List<byte> bytes = [0x3B, 0x30, 0, 0, 1, 0, 0, .. BitConverter.GetBytes((ushort)(count - 1)), .. BitConverter.GetBytes((ushort)count)];
        for (var i = 0; i < count; i++)
        {
            bytes.AddRange([.. BitConverter.GetBytes((ushort)(i * step)), 0, 0]);
        }

        return [.. bytes];
    }

    private static void AssertRefusedOrValid(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = false;
        var set = RoaringBitmap.Empty;
        try
        {
            set = RoaringFormat.Read(bytes);
        }
        catch (RoaringFormatException error)
        {
            Assert.InRange(error.Offset, 0, bytes.Length);
            refused = true;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, AllocationFixed + (AllocationPerByte * bytes.Length));
        if (!refused)
        {
            AssertInvariants(set);
            Assert.Equal(set, RoaringFormat.Read(RoaringFormat.ToArray(set)));
        }
    }

    private static void AssertRefusedOrValidContainer(byte[] bytes)
    {
        try
        {
            var container = ContainerFormat.Read(bytes, out var bytesRead);
            Assert.Equal(bytes[..bytesRead], ContainerFormat.ToArray(container));
        }
        catch (RoaringFormatException error)
        {
            Assert.InRange(error.Offset, 0, bytes.Length);
        }
    }

    private static void AssertInvariants(RoaringBitmap set)
    {
        var before = -1L;
        foreach (var (key, container) in set.ByContainer)
        {
            Assert.True((long)key > before);
            before = (long)key;
            var values = new ushort[container.Cardinality];
            Assert.Equal(values.Length, container.CopyTo(values));
            Assert.NotEmpty(values);
            Assert.Equal(Container.FromSorted(values), container);
        }
    }
}
