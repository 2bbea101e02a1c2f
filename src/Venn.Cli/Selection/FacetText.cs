using System.Globalization;
using System.Text.Json.Nodes;
using Venn.Protocol.Facets;

namespace Venn.Cli.Selection;

/// <summary>Facets as people write them: a field, then a colon and what is wanted of it.</summary>
internal static class FacetText
{
    private const string OfItems = "item.";
    private const string OfAnnotations = "annotation.";

    /// <summary><c>label</c>, <c>label:20</c> (the 20 most frequent), <c>dir:/2</c> (two levels deep).</summary>
    /// <exception cref="FormatException">What follows the colon is neither.</exception>
    public static FacetQuestion ParseBy(string text)
    {
        var (field, resource, rest) = Split(text);
        return rest switch
        {
            null => new FacetQuestion { By = field, Resource = resource },
            ['/', .. var depth] => new FacetQuestion { By = field, Resource = resource, Depth = ParseCount(depth, text) },
            _ => new FacetQuestion { By = field, Resource = resource, Limit = ParseCount(rest, text) },
        };
    }

    /// <summary>
    /// <c>metadata.system.size</c>, <c>…:20</c> (buckets), <c>…:q4</c> (quartiles), <c>…:0,1000,1000000</c> (edges; times too).
    /// </summary>
    /// <exception cref="FormatException">What follows the colon is none of these.</exception>
    public static FacetQuestion ParseHistogram(string text)
    {
        var (field, resource, rest) = Split(text);
        var question = new FacetQuestion { Histogram = field, Resource = resource };
        return rest switch
        {
            null => question,
            ['q', .. var count] => question with { Quantiles = ParseCount(count, text) },
            _ when rest.Contains(',') => question with { Edges = new JsonArray([.. rest.Split(',').Select(ParseEdge)]) },
            _ => question with { Buckets = ParseCount(rest, text) },
        };
    }

    /// <summary><c>label</c>, <c>label:50</c> (the 50 most frequent).</summary>
    /// <exception cref="FormatException">What follows the colon is no number.</exception>
    public static FacetQuestion ParseTogether(string text)
    {
        var (field, _, rest) = Split(text);
        return new FacetQuestion { Together = field, Limit = rest is null ? null : ParseCount(rest, text) };
    }

    private static (string Field, string? Resource, string? Wanted) Split(string text)
    {
        var colon = text.IndexOf(':');
        var (field, rest) = colon < 0 ? (text, null) : (text[..colon], text[(colon + 1)..]);
        return field.StartsWith(OfItems, StringComparison.Ordinal) ? (field[OfItems.Length..], "items", rest)
            : field.StartsWith(OfAnnotations, StringComparison.Ordinal) ? (field[OfAnnotations.Length..], "annotations", rest)
            : (field, null, rest);
    }

    private static int ParseCount(string count, string text) =>
        int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException(
                $"'{text}' is no facet: after the colon goes a number, as in label:20; for directories a depth, as in dir:/2; "
                + "for a histogram buckets (:20), quantiles (:q4) or edges (:0,10,100).");

    private static JsonNode ParseEdge(string edge) =>
        double.TryParse(edge, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? JsonValue.Create(number)
            : JsonValue.Create(edge.Trim());
}
