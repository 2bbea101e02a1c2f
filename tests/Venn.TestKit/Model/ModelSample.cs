using System.IO.Hashing;
using System.Text;
using Venn.Engine.Query.Samples;
using Venn.Storage.Catalog;

namespace Venn.TestKit.Model;

/// <summary>Samples spelled out over lists of paths.</summary>
public static class ModelSample
{
    /// <summary>Lineages of the items taken from those given.</summary>
    public static SortedSet<long> Take(ModelState state, ModelMasks masks, IReadOnlyCollection<long> items, Sample sample)
    {
        var files = items.Where(item => !state.Items[item].Revision.IsDirectory).ToList();
        var strata = Strata(state, masks, items, files, sample.Strata);
        var ordered = files
            .OrderBy(file => strata.GetValueOrDefault(file, int.MaxValue))
            .ThenBy(file => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(sample.Seed + "\0" + state.Items[file].Revision.Path)))
            .ToList();
        if (sample.Size is SampleSize.Part part)
        {
            return [.. ordered.Where((_, i) => Dealt(part, i) == part.Name)];
        }

        var count = sample.Size is SampleSize.Count given
            ? Math.Min(given.Items, files.Count)
            : (long)Math.Round(files.Count * ((SampleSize.Percent)sample.Size).Value / 100, MidpointRounding.AwayFromZero);
        var groups = ordered.GroupBy(file => strata.GetValueOrDefault(file, int.MaxValue)).Select(group => group.ToList()).ToList();
        return [.. groups.SelectMany((group, g) => group.Take((int)Shares(groups, count, sample.Strata?.AreEqual ?? false)[g]))];
    }

    private static Dictionary<long, int> Strata(
        ModelState state, ModelMasks masks, IReadOnlyCollection<long> items, List<long> files, Strata? strata)
    {
        if (strata is null)
        {
            return [];
        }

        var filter = new ModelFilter(state, masks);
        var held = (strata.Relation == Relation.Items
                ? files.Select(file => (Item: file, Row: state.Items[file]))
                : state.Annotations.Values.Where(a => items.Contains(a.Revision.Item)).Select(a => (Item: a.Revision.Item, Row: a)))
            .SelectMany(row => filter.Values(strata.Relation, row.Row, strata.Field).Distinct().Select(value => (row.Item, Value: value)))
            .ToList();
        var ranked = held.GroupBy(pair => pair.Value)
            .OrderBy(group => group.Count())
            .ThenBy(group => group.Key switch { string => 0, bool => 2, _ => 1 })
            .ThenBy(group => group.Key as string, StringComparer.Ordinal)
            .ThenBy(group => group.Key is double number && number != Math.Floor(number))
            .ThenBy(group => group.Key as double? ?? (group.Key is true ? 1 : 0))
            .Select((group, rank) => (group.Key, rank)).ToDictionary(pair => pair.Key, pair => pair.rank);
        return held.GroupBy(pair => pair.Item).ToDictionary(group => group.Key, group => group.Min(pair => ranked[pair.Value]));
    }

    private static string Dealt(SampleSize.Part part, int index)
    {
        var total = part.Parts.Sum(entry => entry.Weight);
        var dealt = new int[part.Parts.Count];
        for (var i = 0; ; i++)
        {
            var lacks = part.Parts.Select((entry, p) => (entry.Weight * (i + 1) / total) - dealt[p]).ToList();
            var next = lacks.IndexOf(lacks.Max());
            if (i == index)
            {
                return part.Parts[next].Name;
            }

            dealt[next]++;
        }
    }

    private static List<long> Shares(List<List<long>> groups, long count, bool equal)
    {
        if (!equal)
        {
            var all = groups.Sum(group => group.Count);
            var shares = groups.Select(group => count * group.Count / all).ToList();
            foreach (var g in Enumerable.Range(0, groups.Count).OrderByDescending(g => count * groups[g].Count % all).ThenBy(g => g).Take((int)(count - shares.Sum())))
            {
                shares[g]++;
            }

            return shares;
        }

        // One after the other gets one more, the smallest first, as long as it has one.
        var taken = groups.Select(_ => 0L).ToList();
        var order = Enumerable.Range(0, groups.Count).OrderByDescending(g => groups[g].Count).ThenByDescending(g => g).ToList();
        while (count > 0)
        {
            foreach (var g in order)
            {
                if (count > 0 && taken[g] < groups[g].Count)
                {
                    taken[g]++;
                    count--;
                }
            }
        }

        return taken;
    }
}
