namespace Venn.Server.Features.Versions.Comparing;

/// <summary>What an edit of an annotation was about, told by the keys that differ.</summary>
internal static class AnnotationKinds
{
    public static readonly IReadOnlyList<string> All = ["geometry", "label", "attributes", "status", "other"];

    /// <summary>Each at most once, in the order of <see cref="All"/>.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> keys)
    {
        var found = keys.Select(Of).ToHashSet();
        return [.. All.Where(found.Contains)];
    }

    private static string Of(string key) => key switch
    {
        "label" => "label",
        "metadata.system.status" => "status",
        "type" or "coordinates" or "metadata.system.snapshots_" or "metadata.system.frame" or "metadata.system.endFrame" => "geometry",
        _ when IsBelow(key, "coordinates") => "geometry",
        _ when IsBelow(key, "attributes") || IsBelow(key, "metadata.system.attributes") => "attributes",
        _ => "other",
    };

    private static bool IsBelow(string key, string parent) =>
        key.StartsWith(parent, StringComparison.Ordinal) && (key.Length == parent.Length || key[parent.Length] == '.');
}
