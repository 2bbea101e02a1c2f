namespace Venn.Engine.Query;

/// <summary>
/// Names a field of a revision: the property names from the root of its body, or one of the built-in fields that
/// are not in the body. Array elements have no name of their own: a path crosses arrays as if they were not there.
/// </summary>
public sealed class FieldPath : IEquatable<FieldPath>
{
    private readonly string[] segments;

    private FieldPath(string[] segments, bool isBuiltIn)
    {
        this.segments = segments;
        IsBuiltIn = isBuiltIn;
    }

    /// <summary>Items and annotations: the lineage, a whole number. What ids are made of.</summary>
    public static FieldPath Lineage { get; } = BuiltIn("$lineage");

    /// <summary>Annotations: the lineage of the item.</summary>
    public static FieldPath Item { get; } = BuiltIn("$item");

    /// <summary>Items: the full path, text.</summary>
    public static FieldPath Path { get; } = BuiltIn("$path");

    /// <summary>Items: the last segment of the path, text.</summary>
    public static FieldPath Name { get; } = BuiltIn("$name");

    /// <summary>Items: the directory part of the path, text, <c>/</c> for the root.</summary>
    public static FieldPath Directory { get; } = BuiltIn("$dir");

    /// <summary>Items: whether it is a directory.</summary>
    public static FieldPath IsDirectory { get; } = BuiltIn("$isDirectory");

    /// <summary>Items: length of the binary in bytes.</summary>
    public static FieldPath SizeBytes { get; } = BuiltIn("$size");

    /// <summary>Items: SHA-256 of the binary, 64 lower-case hex digits; missing when there is none.</summary>
    public static FieldPath Content { get; } = BuiltIn("$content");

    /// <summary>Items and annotations: the lineage it was copied from beside its source; missing when there is none.</summary>
    public static FieldPath Source { get; } = BuiltIn("$source");

    /// <summary>Items: how many annotations the state holds on it; 0 when none.</summary>
    public static FieldPath AnnotationsCount { get; } = BuiltIn("$annotationsCount");

    public bool IsBuiltIn { get; }

    public ReadOnlySpan<string> Segments => segments;

    /// <summary>A field of the body, its names separated by dots: <c>metadata.user.weather</c>.</summary>
    public static FieldPath Parse(string dotted)
    {
        ArgumentException.ThrowIfNullOrEmpty(dotted);
        return new FieldPath(dotted.Split('.'), isBuiltIn: false);
    }

    public static FieldPath Of(params string[] segments) => new([.. segments], isBuiltIn: false);

    /// <summary>True when <paramref name="other"/> is this path or below it.</summary>
    public bool Covers(FieldPath other) =>
        IsBuiltIn == other.IsBuiltIn && other.segments.AsSpan().StartsWith(segments);

    public bool Equals(FieldPath? other) =>
        other is not null && IsBuiltIn == other.IsBuiltIn && segments.AsSpan().SequenceEqual(other.segments);

    public override bool Equals(object? obj) => Equals(obj as FieldPath);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var segment in segments)
        {
            hash.Add(segment);
        }

        return hash.ToHashCode();
    }

    public override string ToString() => string.Join('.', segments);

    private static FieldPath BuiltIn(string name) => new([name], isBuiltIn: true);
}
