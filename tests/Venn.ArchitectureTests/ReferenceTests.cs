namespace Venn.ArchitectureTests;

public sealed class ReferenceTests
{
    public static TheoryData<string> Projects => [.. Repository.SourceProjects.Select(Repository.Relative)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_AreAllowed(string project)
    {
        var file = Path.Combine(Repository.Root, project);

        var forbidden = AllowedReferences.FindForbidden(
            Path.GetFileNameWithoutExtension(file), ReferenceReader.ReadProjectReferences(File.ReadAllText(file)));

        Assert.Empty(forbidden);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Assembly_References_AreAllowed(string project)
    {
        var file = Path.Combine(Repository.Root, project);
        var assembly = Path.Combine(AppContext.BaseDirectory, ReferenceReader.ReadAssemblyName(file) + ".dll");
        Assert.True(File.Exists(assembly), $"{assembly} is not there: does the test project reference {project}?");

        var references = ReferenceReader.ReadAssemblyReferences(assembly);

        Assert.NotEmpty(references);
        Assert.Empty(AllowedReferences.FindForbidden(Path.GetFileNameWithoutExtension(file), references, throughOthers: true));
    }

    [Fact]
    public void Solution_Names_EveryProject()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Venn.slnx"));
        var projects = new[] { "src", "tests", "bench" }
            .SelectMany(folder => Directory.EnumerateFiles(
                Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories))
            .Select(Repository.Relative);

        // It brings database engines for every platform, and is built by the one script that wants it: bench/peers/run.
        Assert.All(
            projects.Where(project => project != "bench/Venn.Peers/Venn.Peers.csproj"),
            project => Assert.Contains(project, solution, StringComparison.Ordinal));
    }

    // Negative controls: a detector is trusted only once it has caught a known-bad house.

    [Theory]
    [InlineData("Venn.Bitmaps", "Venn.Storage")]
    [InlineData("Venn.Storage", "Venn.Engine")]
    [InlineData("Venn.Cli", "Venn.Protocol")]
    [InlineData("Venn.Cli", "Venn.Server")]
    [InlineData("Venn.Server", "Venn.Cli")]
    [InlineData("Venn.Client", "Venn.Engine")]
    public void FindForbidden_MadeUpProjectReference_IsCaught(string project, string reference)
    {
        var text = $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup><ProjectReference Include="..\{reference}\{reference}.csproj" /></ItemGroup>
            </Project>
            """;

        var forbidden = AllowedReferences.FindForbidden(project, ReferenceReader.ReadProjectReferences(text));

        Assert.Contains(reference, Assert.Single(forbidden), StringComparison.Ordinal);
    }

    [Fact]
    public void FindForbidden_ThroughOthers_AllowsWhatTheyExposeAndNoMore()
    {
        Assert.Empty(AllowedReferences.FindForbidden("Venn.Cli", ["Venn.Protocol"], throughOthers: true));
        Assert.Single(AllowedReferences.FindForbidden("Venn.Cli", ["Venn.Engine"], throughOthers: true));
    }

    [Theory]
    [InlineData("Venn.Engine", "Microsoft.Data.Sqlite")]
    [InlineData("Venn.Engine", "Microsoft.AspNetCore.Http")]
    [InlineData("Venn.Protocol", "System.Net.Http")]
    public void FindForbidden_ForeignAssembly_IsCaught(string project, string reference) =>
        Assert.Contains(reference, Assert.Single(AllowedReferences.FindForbidden(project, [reference])),
            StringComparison.Ordinal);

    [Fact]
    public void FindForbidden_UnknownProject_IsCaught() =>
        Assert.Contains("Venn.Shortcut", Assert.Single(AllowedReferences.FindForbidden("Venn.Shortcut", [])),
            StringComparison.Ordinal);

    [Fact]
    public void ReadAssemblyReferences_ThisAssembly_FindsItsRealReferences() =>
        Assert.Contains(ReferenceReader.ReadAssemblyReferences(typeof(ReferenceTests).Assembly.Location),
            name => name.StartsWith("xunit", StringComparison.Ordinal));
}
