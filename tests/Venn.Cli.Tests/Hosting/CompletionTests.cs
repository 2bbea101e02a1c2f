using Venn.Cli.Hosting;
using Venn.Cli.Tests.Fakes;

namespace Venn.Cli.Tests.Hosting;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("venn sl", "slice")]
    [InlineData("./venn slice ", "save list show delete manifest")]
    [InlineData("venn fac", "facets")]
    [InlineData("venn facets d --hi", "--histogram")]
    [InlineData("venn se", "serve")]
    [InlineData("venn completion ", "bash zsh fish")]
    public async Task Complete_ALine_TellsWhatMayComeNext(string line, string expected)
    {
        using var fake = new FakeVenn();

        var run = await CliRun.OfAsync(fake, ["complete", "--", line]);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        var words = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(expected.Split(' '), word => Assert.Contains(word, words));
    }

    [Fact]
    public async Task Complete_InTheMiddle_LooksAtWhatIsBeforeTheCursor()
    {
        using var fake = new FakeVenn();

        var run = await CliRun.OfAsync(fake, ["complete", "--position", "7", "--", "venn fa golden"]);

        Assert.Equal("facets", run.Out.Trim());
    }

    [Theory]
    [InlineData("facts", "Is 'venn facets' meant?")]
    [InlineData("dataset lst", "Is 'venn dataset list' meant?")]
    [InlineData("facets", "'facets'")]
    [InlineData("snapshot create d", "'create'")]
    [InlineData("facets d --by", "--by wants a value: --by FIELD[:N].")]
    public async Task WrongLine_SaysWhatIsMissingOrMeant(string line, string expected)
    {
        using var fake = new FakeVenn();

        var run = await CliRun.OfAsync(fake, line.Split(' '));

        Assert.Equal(ExitCodes.BadUsage, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bash", "complete -o filenames -F _venn_complete venn")]
    [InlineData("zsh", "compdef _venn_complete venn")]
    [InlineData("fish", "complete -c venn")]
    public async Task Completion_Shell_PrintsItsScript(string shell, string expected)
    {
        using var fake = new FakeVenn();

        var run = await CliRun.OfAsync(fake, ["completion", shell]);

        Assert.Contains(expected, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_AnotherShell_IsRefused()
    {
        using var fake = new FakeVenn();

        var run = await CliRun.OfAsync(fake, ["completion", "tcsh"]);

        Assert.Equal(ExitCodes.BadUsage, run.ExitCode);
        Assert.Contains("bash", run.Error, StringComparison.Ordinal);
    }
}
