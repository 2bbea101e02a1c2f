using System.Diagnostics;

namespace Venn.Bitmaps.Tests;

/// <summary>
/// The loops have a form for each vector width, and a machine runs one of them: the tests of the operations are run again
/// in a child process with the wider ones switched off.
/// </summary>
public sealed class VectorWidthTests
{
    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public async Task Operations_WithWiderVectorsOff_AgreeAllTheSame(string setting)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(VectorWidthTests).Assembly.Location, "--filter-class", "*.ContainerPairTests" },
            RedirectStandardOutput = true,
        };
        start.Environment[setting] = "0";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, output);
        Assert.DoesNotContain("total: 0", output, StringComparison.Ordinal);
    }
}
