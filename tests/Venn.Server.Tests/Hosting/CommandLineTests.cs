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
}
