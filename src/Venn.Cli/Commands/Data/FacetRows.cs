using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Protocol.Facets;

namespace Venn.Cli.Commands.Data;

/// <summary>Facets as lines of a table.</summary>
internal static class FacetRows
{
    public static IEnumerable<FacetRow> Of(FacetAnswer facet)
    {
        List<(string Value, long Count)> counts = facet.Kind switch
        {
            "values" => [.. (facet.Values ?? []).Select(value => (Text(value.Value), value.Count))],
            "together" => [.. (facet.Pairs ?? []).Select(pair => (string.Join(" + ", pair.Values), pair.ItemsCount))],
            _ => [.. (facet.Buckets ?? []).Select(bucket => ($"{Text(bucket.From)} … {Text(bucket.To)}", bucket.Count))],
        };
        AddIfAny(counts, "(below)", facet.BelowCount);
        AddIfAny(counts, "(above)", facet.AboveCount);
        AddIfAny(counts, $"(other, of {facet.DistinctCount} values)", facet.OtherCount);
        AddIfAny(counts, "(none)", facet.MissingCount);
        var all = Math.Max(1, facet.Kind == "together"
            ? (facet.Values ?? []).Select(value => value.ItemsCount).DefaultIfEmpty(0).Max()
            : counts.Sum(pair => pair.Count));
        var most = Math.Max(1, counts.Select(pair => pair.Count).DefaultIfEmpty(0).Max());
        return counts.Select(pair => new FacetRow(
            facet.Kind == "together" ? $"{facet.Name} together" : facet.Name, pair.Value, pair.Count, (double)pair.Count / all, (double)pair.Count / most));
    }

    private static void AddIfAny(List<(string, long)> counts, string name, long count)
    {
        if (count > 0)
        {
            counts.Add((name, count));
        }
    }

    /// <summary>Numbers to six digits, for people; <c>--json</c> has all of them.</summary>
    private static string Text(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "",
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.Number => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) is var number && Math.Abs(number) < 1e15
            && Math.Floor(number) == number
                ? value.ToJsonString()
                : number.ToString("G6", CultureInfo.InvariantCulture),
        _ => value.ToJsonString(),
    };
}
