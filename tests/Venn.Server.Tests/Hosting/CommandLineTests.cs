using Venn.Server.Hosting;

namespace Venn.Server.Tests.Hosting;

public sealed class CommandLineTests
{
    [Fact]
    public void Parse_NoVerb_IsServe() => Assert.Equal("serve", CommandLine.Parse([]).Verb);

    [Theory]
    [InlineData("token", "--data", "x")]
    [InlineData("token", "--data=x")]
    public void Parse_Option_TakesBothForms(params string[] args) => Assert.Equal("x", CommandLine.Parse(args)["data"]);

    [Theory]
    [InlineData("no verb 'dance'", "dance")]
    [InlineData("no option '--nonsense'", "serve", "--nonsense", "1")]
    [InlineData("--data needs a value", "serve", "--data")]
    public void Parse_WrongWord_SaysWhich(string message, params string[] args) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => CommandLine.Parse(args)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(512, "serve")]
    [InlineData(64, "serve", "--query-memory", "64")]
    [InlineData(2048, "serve", "--query-memory=2048")]
    public void ReadOptions_QueryMemory_IsMebibytes(long mebibytes, params string[] args) =>
        Assert.Equal(mebibytes << 20, ServeVerb.ReadOptions(CommandLine.Parse(args)).QueryMemoryBytes);

    [Theory]
    [InlineData("15")]
    [InlineData("1048577")]
    [InlineData("-1")]
    [InlineData("64MB")]
    public void ReadOptions_QueryMemoryOutOfRange_SaysTheRange(string text) => Assert.Contains(
        "--query-memory is '" + text + "'; give whole MiB",
        Assert.Throws<FormatException>(() => ServeVerb.ReadOptions(CommandLine.Parse(["serve", "--query-memory=" + text]))).Message,
        StringComparison.Ordinal);
}
