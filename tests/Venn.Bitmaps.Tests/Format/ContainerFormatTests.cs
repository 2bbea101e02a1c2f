using System.IO.Hashing;

namespace Venn.Bitmaps.Tests.Format;

public sealed class ContainerFormatTests
{
    public static TheoryData<string> Names() => Containers.ContainerPairTests.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_OfWhatWasWritten_IsTheContainer(string name)
    {
        var container = Containers.Samples.Of(name);
        var bytes = ContainerFormat.ToArray(container);

        Assert.Equal(container, ContainerFormat.Read(bytes));
        Assert.Equal(container, ContainerFormat.Read([.. bytes, 7], out var bytesRead));
        Assert.Equal(ContainerFormat.GetSizeBytes(container), bytesRead);
        Assert.Equal(XxHash128.HashToUInt128(bytes), container.ContentHash);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_OfEveryTruncation_IsRefused(string name)
    {
        var bytes = ContainerFormat.ToArray(Containers.Samples.Of(name));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<RoaringFormatException>(() => ContainerFormat.Read(bytes.AsSpan(0, length)));
        }
    }

    [Theory]
    [InlineData("010000", "010000")]
    [InlineData("0102000500FFFF", "0102000500FFFF")]
    [InlineData("0301000000FFFF", "0301000000FFFF")]
    public void Write_OfAReadEncoding_IsTheSameBytes(string hex, string expected) =>
        Assert.Equal(expected, Convert.ToHexString(ContainerFormat.ToArray(ContainerFormat.Read(Convert.FromHexString(hex)))));

    [Theory]
    [InlineData("000000", "kind 0 is none of")]
    [InlineData("040000", "kind 4 is none of")]
    [InlineData("010110", "an array of 4097 values")]
    [InlineData("0102000500", "an array container takes 4 bytes")]
    [InlineData("01020005000400", "array value 4 follows 5")]
    [InlineData("030000", "kind Run, 3 bytes, is not canonical: Array, 3 bytes, is")]
    [InlineData("0301000A000000", "kind Run, 7 bytes, is not canonical: Array, 5 bytes, is")]
    [InlineData("0302000A000A0015000100", "kind Run, 11 bytes, is not canonical: Run, 7 bytes, is")]
    [InlineData("0104000100020003000400", "kind Array, 11 bytes, is not canonical: Run, 7 bytes, is")]
    public void Read_OfWhatIsNotCanonical_IsRefused(string hex, string reason)
    {
        var error = Assert.Throws<RoaringFormatException>(() => ContainerFormat.Read(Convert.FromHexString(hex)));

        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfABitmapOfOtherCardinality_IsRefused()
    {
        var bytes = ContainerFormat.ToArray(Containers.Samples.Of("evens"));
        bytes[1]++;

        Assert.Throws<RoaringFormatException>(() => ContainerFormat.Read(bytes));
    }
}
