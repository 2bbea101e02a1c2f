using System.Globalization;
using Venn.Engine.Query;
using Venn.Engine.Query.Facets;
using Venn.Storage.Catalog;

namespace Venn.TestKit.Model;

/// <summary>Facets spelled out row by row, as texts to compare.</summary>
public sealed class ModelFacets(ModelState state, ModelMasks masks, FacetRequest request)
{
    private readonly ModelFilter filter = new(state, masks);

    private HashSet<long> Items => field ??= [.. filter.Select(Relation.Items, request.Items)];

    private List<long> Annotations => field ??=
        [.. filter.Select(Relation.Annotations, request.Annotations).Where(a => Items.Contains(state.Annotations[a].Revision.Item))];

    public string Totals() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Items.Count(i => !state.Items[i].Revision.IsDirectory)} {Items.Count(i => state.Items[i].Revision.IsDirectory)} "
        + $"{Items.Sum(i => state.Items[i].Revision.SizeBytes)} {Annotations.Count} "
        + $"{Annotations.Select(a => state.Annotations[a].Revision.Item).Distinct().Count()}");

    public string Answer(Facet facet) => facet switch
    {
        Facet.Values values => OfValues(values),
        Facet.Histogram histogram => OfHistogram(histogram),
        Facet.Together together => OfTogether(together),
        _ => throw new NotSupportedException(),
    };

    /// <summary>What the engine answered, in the same form.</summary>
    public static string Show(FacetResult result) => result switch
    {
        FacetResult.Values values => ShowCounts(
            values.Counts.Select(pair => (pair.Value.ToString(), pair.Count)), values.DistinctCount, values.OtherCount, values.MissingCount),
        FacetResult.Histogram histogram => ShowHistogram(
            histogram.Edges, histogram.Counts, histogram.BelowCount, histogram.AboveCount, histogram.Count, histogram.MissingCount,
            histogram.Min, histogram.Max),
        FacetResult.Together together => ShowTogether(
            together.Texts, together.Pairs.Select(pair => (together.Texts[pair.First].Text, together.Texts[pair.Second].Text, pair.ItemsCount))),
        _ => throw new NotSupportedException(),
    };

    private static string ShowCounts(IEnumerable<(string Value, long Count)> counts, long distinct, long other, long missing) =>
        $"{string.Join(", ", counts.Select(pair => $"{pair.Value}={pair.Count}"))} of {distinct}, other {other}, missing {missing}";

    private static string ShowHistogram(
        IReadOnlyList<double> edges, IReadOnlyList<long> counts, long below, long above, long count, long missing, double min, double max) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"[{string.Join(' ', edges)}] {string.Join(' ', counts)} below {below} above {above} of {count}, missing {missing}, {min} to {max}");

    private static string ShowTogether(
        IEnumerable<(string Text, long Count)> texts, IEnumerable<(string First, string Second, long Count)> pairs) =>
        string.Join(", ", texts.Select(text => $"{text.Text}={text.Count}").Order(StringComparer.Ordinal)) + "; "
        + string.Join(", ", pairs.Select(pair => string.CompareOrdinal(pair.First, pair.Second) < 0
            ? $"{pair.First}+{pair.Second}={pair.Count}"
            : $"{pair.Second}+{pair.First}={pair.Count}").Order(StringComparer.Ordinal));

    private IEnumerable<List<object>> Rows(Relation relation, FieldPath field) =>
        (relation == Relation.Items ? Items : (IEnumerable<long>)Annotations)
        .Select(row => filter.Values(relation, state[relation][row], field).Distinct().ToList());

    private string OfValues(Facet.Values facet)
    {
        var counts = new Dictionary<string, (object Value, long Count)>();
        var missing = 0;
        foreach (var values in Rows(facet.Relation, facet.Field))
        {
            missing += values.Count == 0 ? 1 : 0;
            foreach (var value in values.Select(value => Cut(value, facet.Depth)))
            {
                var name = Name(value);
                counts[name] = (value, counts.GetValueOrDefault(name).Count + 1);
            }
        }

        var told = counts
            .OrderByDescending(pair => pair.Value.Count)
            .ThenBy(pair => pair.Value.Value switch { bool => 0, double => 1, _ => 2 })
            .ThenBy(pair => pair.Value.Value as double? ?? (pair.Value.Value is true ? 1 : 0))
            .ThenBy(pair => pair.Value.Value as string, StringComparer.Ordinal)
            .Take(facet.Limit)
            .Select(pair => (pair.Key, pair.Value.Count))
            .ToList();
        return ShowCounts(told, counts.Count, counts.Values.Sum(pair => pair.Count) - told.Sum(pair => pair.Count), missing);
    }

    private string OfHistogram(Facet.Histogram facet)
    {
        var rows = Rows(facet.Relation, facet.Field).Select(values => values.OfType<double>().ToList()).ToList();
        var sorted = rows.SelectMany(values => values).Order().ToList();
        var missing = rows.Count(values => values.Count == 0);
        var edges = facet.Buckets switch
        {
            Buckets.Given given => given.Edges,
            Buckets.Nice => null,
            _ when sorted.Count == 0 => [],
            Buckets.Quantiles quantiles => Quantiles(sorted, quantiles.Count),
            _ => throw new NotSupportedException(),
        };
        if (edges is null)
        {
            // What is round is for people to say: only that the buckets hold everything is told here.
            return $"{sorted.Count}, missing {missing}";
        }

        var (min, max) = sorted.Count == 0 ? (double.NaN, double.NaN) : (sorted[0], sorted[^1]);
        var counts = Enumerable.Range(0, Math.Max(0, edges.Count - 1))
            .Select(i => (long)sorted.Count(value => value >= edges[i] && (value < edges[i + 1] || (i == edges.Count - 2 && value == edges[i + 1]))))
            .ToList();
        return edges.Count == 0
            ? ShowHistogram([], [], 0, 0, 0, missing, min, max)
            : ShowHistogram(
                edges, counts, sorted.Count(value => value < edges[0]), sorted.Count(value => value > edges[^1]), sorted.Count, missing, min, max);
    }

    private static List<double> Quantiles(List<double> sorted, int count)
    {
        var edges = new SortedSet<double> { sorted[0], sorted[^1] };
        for (var k = 1; k < count; k++)
        {
            edges.Add(sorted.First(value => sorted.Count(other => other <= value) * count >= k * sorted.Count));
        }

        return edges.Count == 1 ? [sorted[0], sorted[0]] : [.. edges];
    }

    private string OfTogether(Facet.Together facet)
    {
        var held = Annotations
            .SelectMany(a => filter.Values(Relation.Annotations, state.Annotations[a], facet.Field).OfType<string>().Distinct()
                .Select(text => (state.Annotations[a].Revision.Item, Text: text)))
            .ToList();
        var chosen = held.GroupBy(pair => pair.Text)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Take(facet.Limit).Select(group => group.Key).ToHashSet();
        var byItem = held.Where(pair => chosen.Contains(pair.Text)).GroupBy(pair => pair.Item)
            .Select(group => group.Select(pair => pair.Text).Distinct().Order(StringComparer.Ordinal).ToList()).ToList();
        var pairs = byItem
            .SelectMany(texts => texts.SelectMany((first, i) => texts[(i + 1)..].Select(second => (first, second))))
            .GroupBy(pair => pair)
            .Select(group => (group.Key.first, group.Key.second, (long)group.Count()));
        return ShowTogether(chosen.Select(text => (text, (long)byItem.Count(texts => texts.Contains(text)))), pairs);
    }

    private static object Cut(object value, int? depth)
    {
        if (depth is null || value is not string path)
        {
            return value;
        }

        var names = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Take(depth.Value).ToList();
        return "/" + string.Join('/', names);
    }

    private static string Name(object value) => value switch
    {
        string text => FieldValue.Of(text).ToString(),
        bool flag => FieldValue.Of(flag).ToString(),
        double number when number == Math.Floor(number) => FieldValue.Of((long)number).ToString(),
        _ => FieldValue.Of((double)value).ToString(),
    };
}
