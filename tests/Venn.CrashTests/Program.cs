using Venn.CrashTests.Killing;
using Venn.CrashTests.Upkeep;

namespace Venn.CrashTests;

internal static class Program
{
    /// <summary>The tests; or, started by them with <see cref="CrashChild.Argument"/>, the process to be killed.</summary>
    public static Task<int> Main(string[] args) => args is [CrashChild.Argument, ..]
        ? CrashChild.RunAsync(args)
        : args is [UpkeepChild.Argument, ..]
        ? UpkeepChild.RunAsync(args)
        : Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}
