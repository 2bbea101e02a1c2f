namespace Venn.Engine.Query;

/// <summary>
/// Names a field of a revision: the property names from the root of its body, or one of the built-in fields that
/// are not in the body. Array elements have no name of their own: a path crosses arrays as if they were not there.
/// </summary>
public sealed class FieldPath : IEquatable<FieldPath>
{
    private readonly string[] segments;

    private FieldPath(string[] segments, bool isBuiltIn, FieldPath? derivedFrom = null, FieldComputation? computation = null)
    {
        this.segments = segments;
        IsBuiltIn = isBuiltIn;
        DerivedFrom = derivedFrom;
        Computation = computation;
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

    /// <summary>Of a derived field: the body path that it is made of, and with which a mask hides it; else null.</summary>
    public FieldPath? DerivedFrom { get; }

    /// <summary>How a computed field is made of two others; null for every other field.</summary>
    internal FieldComputation? Computation { get; }

    public ReadOnlySpan<string> Segments => segments;

    /// <summary>A field of the body, its names separated by dots: <c>metadata.user.weather</c>.</summary>
    public static FieldPath Parse(string dotted)
    {
        ArgumentException.ThrowIfNullOrEmpty(dotted);
        return new FieldPath(dotted.Split('.'), isBuiltIn: false);
    }

    public static FieldPath Of(params string[] segments) => new([.. segments], isBuiltIn: false);

    /// <summary>
    /// A number that the layer above makes of a body when it is indexed (see <see cref="Segments.DerivedFields"/>): the
    /// size of a box, say, of which the engine knows nothing.
    /// </summary>
    /// <param name="name">Unique; stands in segment files behind a <c>$</c>.</param>
    /// <param name="from">The body path it is made of.</param>
    public static FieldPath Derived(string name, FieldPath from) => new(["$" + name], isBuiltIn: true, from);

    /// <summary>A number made of two derived fields when it is asked for; missing where one of them is, or no finite number results.</summary>
    public static FieldPath Computed(string name, FieldPath left, FieldPath right, Func<double, double, double> compute) =>
        new(["$" + name], isBuiltIn: true, left.DerivedFrom, new FieldComputation(left, right, compute));

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
