namespace Venn.Cli.Import;

/// <param name="FullPath">Where it is.</param>
/// <param name="RelativePath">Below the folder scanned, with forward slashes and none in front.</param>
internal sealed record LocalFile(string FullPath, string RelativePath, long SizeBytes)
{
    /// <summary>The relative path without the name's last extension.</summary>
    public string Stem => StemOf(RelativePath);

    public static string StemOf(string path)
    {
        var dot = path.LastIndexOf('.');
        return dot > path.LastIndexOf('/') + 1 ? path[..dot] : path;
    }
}
