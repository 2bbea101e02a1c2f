using Venn.Cli.Output;

namespace Venn.Cli.Tests.Output;

public sealed class QuantitiesTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.0 KB")]
    [InlineData(84_211, "84.2 KB")]
    [InlineData(-2_500_000, "-2.5 MB")]
    [InlineData(long.MaxValue, "9223.4 PB")]
    public void Bytes_AreRoundedToTheirUnit(long count, string text) => Assert.Equal(text, Quantities.Bytes(count));

    [Theory]
    [InlineData(1.24, "1.2 ms")]
    [InlineData(250, "250 ms")]
    [InlineData(1500, "1.5 s")]
    [InlineData(3_725_000, "1:02:05")]
    public void Duration_IsReadable(double milliseconds, string text) =>
        Assert.Equal(text, Quantities.Duration(TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData(1, "1 item")]
    [InlineData(0, "0 items")]
    [InlineData(12345, "12,345 items")]
    public void Count_HasItsNoun(long count, string text) => Assert.Equal(text, Quantities.Count(count, "item"));
}
