using System.Text.RegularExpressions;

namespace Venn.ArchitectureTests;

/// <summary>The shape of the house: namespaces are folders, files stay readable, the core's doors stay narrow.</summary>
public sealed partial class ShapeTests
{
    private const int LineLimit = 500;

    /// <summary>The house writes 120; this catches what nobody could have meant.</summary>
    private const int ColumnLimit = 200;

    /// <summary>Files that may be longer than the limit, each with its reason.</summary>
    private static readonly Dictionary<string, string> LongFiles = new(StringComparer.Ordinal);

    public static TheoryData<string> Folders => ["src", "tests", "bench"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Namespaces_EqualFolders(string folder) =>
        Assert.Empty(Repository.CodeFiles(folder)
            .Select(file => FindNamespaceFault(Repository.Relative(file), File.ReadAllText(file)))
            .OfType<string>());

    [Fact]
    public void SourceFiles_StayUnderTheLineLimit() =>
        Assert.Empty(Repository.CodeFiles("src")
            .Select(file => (Name: Repository.Relative(file), Lines: File.ReadLines(file).Count()))
            .Where(file => file.Lines > LineLimit && !LongFiles.ContainsKey(file.Name))
            .Select(file => $"{file.Name} has {file.Lines} lines, over {LineLimit}: split it, or say here why not."));

    [Fact]
    public void SourceLines_StayReadable() =>
        Assert.Empty(Repository.CodeFiles("src")
            .SelectMany(file => EnumerateCode(File.ReadLines(file)).Select(line => (File: file, line.Text, line.Number)))
            .Where(line => line.Text.Length > ColumnLimit)
            .Select(line => $"{Repository.Relative(line.File)}:{line.Number} has {line.Text.Length} columns."));

    [Fact]
    public void EnumerateCode_TextAndComments_AreLeftOut() =>
        Assert.Equal([1, 4], EnumerateCode(["var s = \"\"\"", "long text", "    \"\"\";", "code", "/// words"])
            .Select(line => line.Number));

    [Fact]
    public void LongFiles_AreThereAndLong() =>
        Assert.All(LongFiles.Keys, name =>
            Assert.True(File.ReadLines(Path.Combine(Repository.Root, name)).Count() > LineLimit, $"{name} needs no exception."));

    [Fact]
    public void SourceFiles_HaveNoRegions() =>
        Assert.Empty(Repository.CodeFiles("src")
            .Where(file => File.ReadLines(file).Any(line => line.TrimStart().StartsWith("#region", StringComparison.Ordinal)))
            .Select(Repository.Relative));

    [Fact]
    public void FindNamespaceFault_WrongFolder_IsCaught() =>
        Assert.Contains("Venn.Engine.Query", FindNamespaceFault(
            "src/Venn.Engine/Query/Filter.cs", "namespace Venn.Engine.Planning;\n"), StringComparison.Ordinal);

    [Fact]
    public void FindNamespaceFault_NoNamespace_IsCaught() =>
        Assert.NotNull(FindNamespaceFault("src/Venn.Engine/Query/Filter.cs", "public sealed class Filter;\n"));

    /// <summary>The lines that are code: not doc comments, and not what raw strings hold, whose lines are as their reader needs them.</summary>
    private static IEnumerable<(string Text, int Number)> EnumerateCode(IEnumerable<string> lines)
    {
        var number = 0;
        var inText = false;
        foreach (var line in lines)
        {
            number++;
            var wasInText = inText;
            inText ^= line.Split("\"\"\"").Length % 2 == 0;
            if (!wasInText && !line.TrimStart().StartsWith("///", StringComparison.Ordinal)
                && !line.Contains("throw new NotImplementedException()", StringComparison.Ordinal))
            {
                yield return (line, number);
            }
        }
    }

    /// <summary>What is wrong with a file's namespace, or null. Top-level programs and assembly attributes have none.</summary>
    private static string? FindNamespaceFault(string name, string text)
    {
        var parts = name.Split('/');
        var expected = string.Join('.', parts[1..^1]);
        var declared = NamespaceLine().Matches(text).Select(match => match.Groups[1].Value).ToList();
        if (declared.Count == 0)
        {
            return TypeLine().IsMatch(text) && parts[^1] != "Program.cs" ? $"{name} declares types in no namespace." : null;
        }

        return declared.All(found => found == expected)
            ? null
            : $"{name} declares {string.Join(", ", declared)}; its folder says {expected}.";
    }

    [GeneratedRegex(@"^namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^(public|internal|file)\s.*\b(class|struct|record|interface|enum)\b", RegexOptions.Multiline)]
    private static partial Regex TypeLine();
}
