using System.Security.Cryptography;

namespace Venn.Bitmaps.Tests.Format;

/// <summary>
/// The test files of RoaringFormatSpec and CRoaring, rebuilt from what their descriptions say is in them: the bytes
/// written must have the published files' digests.
/// </summary>
public sealed class PublishedVectorTests
{
    private static readonly RoaringBitmap Example = BuildExample();

    [Fact]
    public void Write32_OfTheExampleWithRuns_IsThePublishedFile()
    {
        var bytes = RoaringFormat.ToArray32(Example);

        Assert.Equal(48_056, bytes.Length);
        AssertDigest("1f1909bfdd354fa2f0694fe88b8076833ca5383ad9fc3f68f2709c84a2ab70e3", bytes);
        Assert.Equal(Example, RoaringFormat.Read32(bytes));
    }

    [Fact]
    public void Write32_OfTheExampleWithoutRuns_IsThePublishedFile()
    {
        var bytes = RoaringFormat.ToArray32(Example, allowRuns: false);

        Assert.Equal(72_616, bytes.Length);
        AssertDigest("d719ae2e0150a362ef7cf51c361527585891f01460b1a92bcfb6a7257282a442", bytes);
        Assert.Equal(Example, RoaringFormat.Read32(bytes));
    }

    [Fact]
    public void Write_OfBitmap64_IsThePublishedFile()
    {
        var builder = new RoaringBitmapBuilder();
        for (var i = 0UL; i < 65_536; i += 2)
        {
            builder.Add(i);
        }

        builder.AddRange(1UL << 32, (1UL << 32) + 1_000_000);
        builder.Add(1UL << 48);

        AssertPublished(builder, 8_476, "a0f752256dbbc2ca67659c4bedb0ac5b67f18fbef76d65e0cc95bfa442eb0a6a");
    }

    [Fact]
    public void Write_OfPortableBitmap64_IsThePublishedFile()
    {
        var builder = new RoaringBitmapBuilder();
        for (var high = 0UL; high < 2; high++)
        {
            var start = high << 32;
            builder.AddRange(start, start + 0x09001);
            builder.AddRange(start + 0x0A000, start + 0x10001);
            builder.Add(start | 0x20000);
            builder.Add(start | 0x20005);
            for (var i = 0UL; i < 0x10000; i += 2)
            {
                builder.Add(start | (0x80000 + i));
            }
        }

        AssertPublished(builder, 16_506, "b5a553a759167f5f9ccb3fa21552d943b4c73235635b753376f4faf62067d178");
    }

    [Theory]
    [InlineData(0, 0, 0, 9, 48, "3e767bc7ca1016f1f1f757da3d650adb997d7ecff9195ee7306dc7029ef739a7")]
    [InlineData(0, 9, 0, 9, 408, SpreadValues)]
    [InlineData(0xFFFFFFF5, 0xFFFFFFFF, 0xFFFFFFF5, 0xFFFFFFFF, 470, HighValues)]
    public void Write_OfTheMapsOfCRoaring_IsThePublishedFileButForRuns(
        ulong firstHigh, ulong lastHigh, ulong firstLow, ulong lastLow, int sizeBytes, string digest)
    {
        // Those writers had not optimised for runs: their ten neighbours are an array.
        var file = new List<byte>();
        file.AddRange(BitConverter.GetBytes(lastHigh - firstHigh + 1));
        var expected = RoaringBitmap.Empty;
        for (var high = firstHigh; high <= lastHigh; high++)
        {
            file.AddRange(BitConverter.GetBytes((uint)high));
            file.AddRange(RoaringFormat.ToArray32(RoaringBitmap.FromRange(firstLow, lastLow + 1), allowRuns: false));
            expected = expected.AddRange((high << 32) + firstLow, (high << 32) + lastLow).Add((high << 32) + lastLow);
        }

        var bytes = file.ToArray();

        Assert.Equal(sizeBytes, bytes.Length);
        AssertDigest(digest, bytes);
        Assert.Equal(expected, RoaringFormat.Read(bytes));
        Assert.Equal(expected, RoaringFormat.Read(RoaringFormat.ToArray(expected)));
    }

    [Fact]
    public void Write_OfTheEmptySet_IsThePublishedFile()
    {
        var bytes = RoaringFormat.ToArray(RoaringBitmap.Empty);

        Assert.Equal(new byte[8], bytes);
        Assert.Same(RoaringBitmap.Empty, RoaringFormat.Read(bytes));
        Assert.Equal([0x3A, 0x30, 0, 0, 0, 0, 0, 0], RoaringFormat.ToArray32(RoaringBitmap.Empty));
    }

    private const string SpreadValues = "1d40bfe6531faa13217d3df4301a1e6a6392416ee91628520d63ded1f3babc0e";
    private const string HighValues = "aa9812375b78b6fd4aee914a322dedf8f8638a5002fe10c820dc8d4d31467bcf";

    /// <summary>Multiples of 1,000 below 100,000; 3·k for k from 100,000 to 199,999; 700,000 to 799,999.</summary>
    private static RoaringBitmap BuildExample()
    {
        var builder = new RoaringBitmapBuilder();
        for (var k = 0UL; k < 100_000; k += 1000)
        {
            builder.Add(k);
        }

        for (var k = 100_000UL; k < 200_000; k++)
        {
            builder.Add(3 * k);
        }

        builder.AddRange(700_000, 800_000);
        return builder.ToBitmap();
    }

    private static void AssertPublished(RoaringBitmapBuilder builder, int sizeBytes, string digest)
    {
        var set = builder.ToBitmap();
        var bytes = RoaringFormat.ToArray(set);

        Assert.Equal(sizeBytes, bytes.Length);
        AssertDigest(digest, bytes);
        Assert.Equal(set, RoaringFormat.Read(bytes));
    }

    private static void AssertDigest(string expected, byte[] bytes) =>
        Assert.Equal(expected, Convert.ToHexStringLower(SHA256.HashData(bytes)));
}
