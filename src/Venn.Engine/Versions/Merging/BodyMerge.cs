using System.Text.Json;
using System.Text.Json.Nodes;

namespace Venn.Engine.Versions.Merging;

/// <summary>
/// Merges two bodies key by key against the one they came from. A key that one side alone changed takes that change; one
/// that both changed differently is a conflict, told with its dotted path.
/// </summary>
internal sealed class BodyMerge(MergeRules rules, MergeChoice? choice, Func<bool> theirsIsLater, IReadOnlyList<string> stampPaths)
{
    private static readonly JsonSerializerOptions Options =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public List<string> Conflicts { get; } = [];

    /// <summary>False when some conflict is settled neither by hand nor by the policy.</summary>
    public bool IsSettled { get; private set; } = true;

    /// <summary>Notes a conflict; true when the later side wins it.</summary>
    public bool TakesTheirs(string field)
    {
        Conflicts.Add(field);
        var side = choice?.For(field) ?? rules.Default(theirsIsLater);
        IsSettled &= side is not null;
        return side == MergeSide.Theirs;
    }

    public byte[] Merge(ReadOnlyMemory<byte>? @base, ReadOnlyMemory<byte> ours, ReadOnlyMemory<byte> theirs)
    {
        var merged = MergeObjects(
            @base is { } bytes ? Parse(bytes) : null, Parse(ours), Parse(theirs), "");
        return JsonSerializer.SerializeToUtf8Bytes(merged, Options);
    }

    public static bool AreEqual(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right) =>
        left.Span.SequenceEqual(right.Span) || JsonNode.DeepEquals(Parse(left), Parse(right));

    private static JsonObject Parse(ReadOnlyMemory<byte> body) =>
        JsonNode.Parse(body.Span) as JsonObject ?? throw new JsonException("The body of a revision is not a JSON object.");

    private JsonObject MergeObjects(JsonObject? @base, JsonObject ours, JsonObject theirs, string path)
    {
        var merged = new JsonObject();
        foreach (var key in ours.Select(p => p.Key).Concat(theirs.Select(p => p.Key).Where(k => !ours.ContainsKey(k))))
        {
            var here = path.Length == 0 ? key : path + "." + key;
            var was = Value.Of(@base, key);
            var (a, b) = (Value.Of(ours, key), Value.Of(theirs, key));
            if (MergeValues(was, a, b, here) is { IsPresent: true } value)
            {
                merged[key] = value.Node?.DeepClone();
            }
        }

        return merged;
    }

    private Value MergeValues(Value was, Value ours, Value theirs, string path)
    {
        if (ours.Equals(theirs) || theirs.Equals(was))
        {
            return ours;
        }

        if (ours.Equals(was))
        {
            return theirs;
        }

        if (ours.Node is JsonObject a && theirs.Node is JsonObject b)
        {
            return new Value(true, MergeObjects(was.Node as JsonObject, a, b, path));
        }

        if (stampPaths.Contains(path))
        {
            return string.CompareOrdinal(ours.ToString(), theirs.ToString()) >= 0 ? ours : theirs;
        }

        if (rules.IsUnion && ours.Node is JsonArray left && theirs.Node is JsonArray right)
        {
            return new Value(true, Union(left, right));
        }

        return TakesTheirs(path) ? theirs : ours;
    }

    private static JsonArray Union(JsonArray left, JsonArray right)
    {
        var union = new JsonArray([.. left.Select(n => n?.DeepClone())]);
        foreach (var element in right)
        {
            if (!left.Any(n => JsonNode.DeepEquals(n, element)))
            {
                union.Add(element?.DeepClone());
            }
        }

        return union;
    }

    /// <summary>A JSON value, null among them, or its absence.</summary>
    private readonly struct Value(bool isPresent, JsonNode? node) : IEquatable<Value>
    {
        public bool IsPresent { get; } = isPresent;

        public JsonNode? Node { get; } = node;

        public static Value Of(JsonObject? parent, string key) =>
            parent is not null && parent.TryGetPropertyValue(key, out var node) ? new Value(true, node) : default;

        public bool Equals(Value other) => IsPresent == other.IsPresent && JsonNode.DeepEquals(Node, other.Node);

        public override bool Equals(object? obj) => obj is Value other && Equals(other);

        public override int GetHashCode() => IsPresent.GetHashCode();

        public override string ToString() => Node?.ToString() ?? "";
    }
}
