namespace Venn.Engine.Tests.Concurrency;

/// <summary>Many at once on one store: each reader sees one commit's state, and what was acknowledged stays.</summary>
public sealed class CrowdTests(ITestOutputHelper output)
{
    public static TheoryData<CrowdFault> Faults => [.. Enum.GetValues<CrowdFault>().Where(f => f != CrowdFault.None)];

    [Fact]
    public async Task Crowd_OfWritersClonersMergersAndReaders_SeesWholeStatesAndLosesNothing()
    {
        await using var crowd = new Crowd(CrowdFault.None, writers: 8, rounds: 60);
        await crowd.RunAsync();
        output.WriteLine($"{crowd.ReadsCount} reads beside 480 commits");
        Assert.Empty(crowd.Noticed);
    }

    /// <summary>Negative controls.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Crowd_WithAPlantedMistake_NoticesIt(CrowdFault fault)
    {
        await using var crowd = new Crowd(fault, writers: 4, rounds: 25);
        await crowd.RunAsync();
        Assert.NotEmpty(crowd.Noticed);
    }
}
