using System.Text.Json.Nodes;
using Venn.Engine.Versions.Merging;

namespace Venn.TestKit.Model;

/// <summary>Three bodies into one, key by key.</summary>
public sealed class ModelBodyMerge(MergePolicy policy, bool theirsIsLater, IReadOnlyList<string> stamps, MergeChoice? choice)
{
    public List<string> Conflicts { get; } = [];

    /// <summary>False when neither the policy nor a choice says how some conflict ends.</summary>
    public bool IsSettled { get; private set; } = true;

    /// <summary>The side that a policy gives a conflict to; null when it gives it to none.</summary>
    public static MergeSide? Default(MergePolicy policy, bool theirsIsLater) => policy switch
    {
        MergePolicy.Fail => null,
        MergePolicy.Theirs => MergeSide.Theirs,
        MergePolicy.Latest when theirsIsLater => MergeSide.Theirs,
        _ => MergeSide.Ours,
    };

    /// <summary>Who wins the whole.</summary>
    public MergeSide? Winner() => choice?.Whole ?? Default(policy, theirsIsLater);

    /// <summary>Notes a conflict and says who wins it.</summary>
    public bool TakesTheirs(string field)
    {
        Conflicts.Add(field);
        var side = choice is not null && choice.Fields.TryGetValue(field, out var chosen) ? chosen : Winner();
        IsSettled &= side is not null;
        return side == MergeSide.Theirs;
    }

    public JsonObject Merge(JsonObject? was, JsonObject ours, JsonObject theirs) => Merge(was, ours, theirs, "");

    private JsonObject Merge(JsonObject? was, JsonObject ours, JsonObject theirs, string prefix)
    {
        var merged = new JsonObject();
        foreach (var key in ours.Select(m => m.Key).Union(theirs.Select(m => m.Key)))
        {
            var path = prefix + key;
            var (w, a, b) = (Part.Of(was, key), Part.Of(ours, key), Part.Of(theirs, key));
            var part =
                a.Text == b.Text ? a
                : b.Text == w.Text ? a
                : a.Text == w.Text ? b
                : Settle(w, a, b, path);
            if (part.Text is not null)
            {
                merged[key] = part.Node?.DeepClone();
            }
        }

        return merged;
    }

    private Part Settle(Part was, Part ours, Part theirs, string path)
    {
        if (ours.Node is JsonObject a && theirs.Node is JsonObject b)
        {
            return Part.Of(Merge(was.Node as JsonObject, a, b, path + "."));
        }

        if (stamps.Contains(path))
        {
            return string.CompareOrdinal(ours.Node?.ToString() ?? "", theirs.Node?.ToString() ?? "") >= 0 ? ours : theirs;
        }

        if (policy == MergePolicy.Union && ours.Node is JsonArray left && theirs.Node is JsonArray right)
        {
            var known = left.Select(CanonicalText.Of).ToHashSet(StringComparer.Ordinal);
            return Part.Of(new JsonArray(
                [.. left.Concat(right.Where(n => !known.Contains(CanonicalText.Of(n)))).Select(n => n?.DeepClone())]));
        }

        return TakesTheirs(path) ? theirs : ours;
    }

    /// <param name="Text">Null when it is not there.</param>
    /// <param name="Node">Null also for JSON's null.</param>
    private readonly record struct Part(string? Text, JsonNode? Node)
    {
        public static Part Of(JsonNode node) => new(CanonicalText.Of(node), node);

        public static Part Of(JsonObject? parent, string key) =>
            parent is not null && parent.TryGetPropertyValue(key, out var node) ? new(CanonicalText.Of(node), node) : default;
    }
}
