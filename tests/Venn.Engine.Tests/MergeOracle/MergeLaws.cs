using System.Text.Json.Nodes;
using Venn.Engine.Tests.Model;
using Venn.Engine.Versions.Merging;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.MergeOracle;

/// <summary>What must hold of the result of a merge.</summary>
internal static class MergeLaws
{
    /// <summary>Every item and annotation is what the table says, and there is no other.</summary>
    public static void IsAsExpected(Facts expected, Facts found)
    {
        Mismatch.UnlessSame(
            expected.Items.Select(i => Say(i.Key, i.Value)), found.Items.Select(i => Say(i.Key, i.Value)), "Items");
        Mismatch.UnlessSame(
            expected.Annotations.Where(a => a.Key > 0).Select(a => Say(a.Key, a.Value)),
            found.Annotations.Where(a => expected.Annotations.ContainsKey(a.Key)).Select(a => Say(a.Key, a.Value)), "Annotations");
        Mismatch.UnlessSame(
            expected.Annotations.Where(a => a.Key < 0).Select(a => Say(0, a.Value)).Order(StringComparer.Ordinal),
            found.Annotations.Where(a => !expected.Annotations.ContainsKey(a.Key)).Select(a => Say(0, a.Value)).Order(StringComparer.Ordinal),
            "Annotations kept beside others");
    }

    /// <summary>Every value and every place comes from some side.</summary>
    public static void NothingIsInvented(IReadOnlyList<OracleCommit> sides, Facts found, int renamedCount)
    {
        var moved = 0;
        foreach (var (lineage, item) in found.Items)
        {
            var there = sides.Select(s => s.Facts.Items.GetValueOrDefault(lineage)).OfType<Fact>().ToList();
            moved += there.Exists(t => t.Path == item.Path) ? 0 : 1;
            Mismatch.Unless(there.Exists(t => t.Content == item.Content), $"Item {lineage} has the content of no side");
            OnlyKnownValues(item, there, $"item {lineage}");
        }

        Mismatch.Unless(moved <= renamedCount, $"{moved} items are where no side has them; {renamedCount} were told to be renamed");
        foreach (var (lineage, annotation) in found.Annotations)
        {
            var known = annotation.Source > 0 && sides.All(s => !s.Facts.Annotations.ContainsKey(lineage)) ? annotation.Source : lineage;
            var there = sides.Select(s => s.Facts.Annotations.GetValueOrDefault(known)).OfType<Fact>().ToList();
            Mismatch.Unless(found.Items.ContainsKey(annotation.Item), $"Annotation {lineage} is on no item");
            OnlyKnownValues(annotation, there, $"annotation {lineage}");
        }
    }

    /// <summary>Which side is the earlier one decides conflicts and paths, and nothing else.</summary>
    public static void OrderIsNoMatter(
        MergePolicy policy, IReadOnlyList<OracleCommit> sides, MergeOutcome there, MergeOutcome back)
    {
        var isFought = there.Naive.Conflicts.Count + back.Naive.Conflicts.Count > 0;
        var isDecided = isFought && (sides.Count > 2 || policy is not (MergePolicy.Fail or MergePolicy.Latest));
        if ((sides.Count > 2 && !IsPlain(sides)) || there.Facts is null || back.Facts is null || isDecided || there.Naive.Renamed.Count > 0 || back.Naive.Renamed.Count > 0
            || there.Facts.Items.Values.Concat(back.Facts.Items.Values).Any(i => i.IsDirectory))
        {
            return;
        }

        Mismatch.UnlessSame(Say(there.Facts, policy), Say(back.Facts, policy), $"{policy} merge of {string.Join(", ", sides)}, one way round and the other");
    }

    /// <summary>All come from one commit, whole: of more than two sides each is merged into what the earlier ones made.</summary>
    private static bool IsPlain(IReadOnlyList<OracleCommit> sides)
    {
        var all = sides.SelectMany(s => s.Ancestors).ToHashSet();
        if (all.Any(c => c.Left != LeftBehind.Nothing || c.Parents.Count > 1))
        {
            return false;
        }

        var newest = new HashSet<OracleCommit>();
        for (var i = 0; i < sides.Count; i++)
        {
            for (var j = i + 1; j < sides.Count; j++)
            {
                newest.UnionWith(sides[i].Ancestors.Intersect(sides[j].Ancestors).OrderByDescending(c => c.Generation).Take(1));
            }
        }

        return newest.Count == 1;
    }

    private static void OnlyKnownValues(Fact fact, List<Fact> there, string what)
    {
        var known = there.SelectMany(t => Values("", t.Body)).ToHashSet(StringComparer.Ordinal);
        var invented = Values("", fact.Body).FirstOrDefault(v => !known.Contains(v));
        Mismatch.Unless(invented is null, $"No side has {invented} of {what}");
    }

    /// <summary>Path and value of each; elements of a list one by one, for union puts lists together.</summary>
    private static IEnumerable<string> Values(string path, JsonNode? node) => node switch
    {
        JsonObject { Count: > 0 } members => members.SelectMany(m => Values($"{path}.{m.Key}", m.Value)),
        JsonArray { Count: > 0 } elements => elements.SelectMany(e => Values($"{path}[]", e)),
        JsonObject => [],
        _ => [$"{path}={CanonicalText.Of(node)}"],
    };

    /// <summary>Those kept beside others have lineages of no meaning; lists put together have the earlier side's first.</summary>
    private static IEnumerable<string> Say(Facts facts, MergePolicy policy) =>
        facts.Items.Select(i => $"{i.Key} {i.Value.Path} {i.Value.Content} {Text(i.Value, policy)}")
            .Concat(facts.Annotations.Values.Select(a => $"{a.Item} {Text(a, policy)}").Order(StringComparer.Ordinal));

    private static string Text(Fact fact, MergePolicy policy) => policy == MergePolicy.Union
        ? string.Join(' ', Values("", fact.Body).Order(StringComparer.Ordinal))
        : fact.Text;

    private static string Say(long lineage, Fact fact) =>
        $"{lineage} {fact.Path} {fact.IsDirectory} {fact.Content} {fact.Item} {fact.Source} {fact.Text}";
}
