namespace Venn.ArchitectureTests;

/// <summary>The working copy the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string SourceRoot => Path.Combine(Root, "src");

    public static IEnumerable<string> SourceProjects =>
        Directory.EnumerateFiles(SourceRoot, "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    public static IEnumerable<string> CodeFiles(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !HasSegment(file, "obj") && !HasSegment(file, "bin"))
            .Order(StringComparer.Ordinal);

    /// <summary>The path below the root, with forward slashes.</summary>
    public static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static bool HasSegment(string file, string name) =>
        Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar).Contains(name, StringComparer.Ordinal);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Venn.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException(
            $"No folder above {AppContext.BaseDirectory} holds Venn.slnx: run the tests from a working copy.");
    }
}
