using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Venn.ArchitectureTests;

/// <summary>Reads what projects say they use, and what their assemblies really use.</summary>
internal static class ReferenceReader
{
    public static IReadOnlyList<string> ReadProjectReferences(string projectText) =>
        [.. XDocument.Parse(projectText).Descendants("ProjectReference")
            .Select(element => element.Attribute("Include")!.Value.Replace('\\', '/'))
            .Select(path => Path.GetFileNameWithoutExtension(path))];

    /// <summary>The name a project's assembly has on disk: <c>AssemblyName</c> if given.</summary>
    public static string ReadAssemblyName(string projectFile) =>
        XDocument.Load(projectFile).Descendants("AssemblyName").FirstOrDefault()?.Value
        ?? Path.GetFileNameWithoutExtension(projectFile);

    /// <summary>Names of the assemblies that the code of an assembly uses; those referenced but unused are not in it.</summary>
    public static IReadOnlyList<string> ReadAssemblyReferences(string assemblyFile)
    {
        using var stream = File.OpenRead(assemblyFile);
        using var file = new PEReader(stream);
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences
            .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
