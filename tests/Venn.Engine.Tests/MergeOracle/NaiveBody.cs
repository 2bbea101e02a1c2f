using System.Text.Json.Nodes;
using Venn.Engine.Versions.Merging;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.MergeOracle;

/// <summary>Who wins where both changed the same, and what they fought over. One lineage.</summary>
internal sealed class NaiveBody(MergePolicy policy, MergeChoice? choice, bool theirsIsLater, string stamp)
{
    public List<string> Fought { get; } = [];

    public bool IsSettled { get; private set; } = true;

    public static MergeSide? WinnerBy(MergePolicy policy, bool theirsIsLater)
    {
        if (policy == MergePolicy.Latest)
        {
            return theirsIsLater ? MergeSide.Theirs : MergeSide.Ours;
        }

        return policy == MergePolicy.Theirs ? MergeSide.Theirs : policy == MergePolicy.Fail ? null : MergeSide.Ours;
    }

    public MergeSide? Whole => choice?.Whole ?? WinnerBy(policy, theirsIsLater);

    public T Fight<T>(string field, T ours, T theirs)
    {
        Fought.Add(field);
        var winner = choice?.Fields.TryGetValue(field, out var side) == true ? side : Whole;
        IsSettled &= winner.HasValue;
        return winner == MergeSide.Theirs ? theirs : ours;
    }

    /// <summary>x x b, x a x, x a a, and the fight of x a b.</summary>
    public string Text(string field, string? was, string ours, string theirs) =>
        ours == theirs || theirs == was ? ours : ours == was ? theirs : Fight(field, ours, theirs);

    public JsonObject Objects(JsonObject was, JsonObject ours, JsonObject theirs, string at = "")
    {
        var merged = new JsonObject();
        foreach (var name in ours.Concat(theirs).Select(m => m.Key).Distinct())
        {
            Member(merged, name, at + name, was, ours, theirs);
        }

        return merged;
    }

    private void Member(JsonObject into, string name, string field, JsonObject was, JsonObject ours, JsonObject theirs)
    {
        var (w, a, b) = (Say(was, name), Say(ours, name), Say(theirs, name));
        if (a == b || b == w)
        {
            Copy(into, name, ours);
        }
        else if (a == w)
        {
            Copy(into, name, theirs);
        }
        else if (ours[name] is JsonObject left && theirs[name] is JsonObject right)
        {
            into[name] = Objects(was[name] as JsonObject ?? [], left, right, field + ".");
        }
        else if (field == stamp)
        {
            Copy(into, name, string.CompareOrdinal(ours[name]?.ToString() ?? "", theirs[name]?.ToString() ?? "") < 0 ? theirs : ours);
        }
        else if (policy == MergePolicy.Union && ours[name] is JsonArray mine && theirs[name] is JsonArray other)
        {
            into[name] = new JsonArray([.. mine.Concat(other.Where(o => !mine.Any(m => JsonNode.DeepEquals(m, o)))).Select(n => n?.DeepClone())]);
        }
        else
        {
            Copy(into, name, Fight(field, ours, theirs));
        }
    }

    /// <summary>Null: it is not there; JSON's null is.</summary>
    private static string? Say(JsonObject body, string name) =>
        body.TryGetPropertyValue(name, out var value) ? CanonicalText.Of(value) : null;

    private static void Copy(JsonObject into, string name, JsonObject from)
    {
        if (from.TryGetPropertyValue(name, out var value))
        {
            into[name] = value?.DeepClone();
        }
    }
}
