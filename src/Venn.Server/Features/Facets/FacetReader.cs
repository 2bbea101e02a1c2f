using System.Text.Json;
using Venn.Engine.Query;
using Venn.Engine.Query.Facets;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Facets;

/// <summary>Reads the facets of a request; what is wrong is a 400 that names its JSON path.</summary>
internal static class FacetReader
{
    private const string Kinds = "give 'by' with a field to count its values, 'histogram' with one of numbers or times, or 'together' with one of annotations";

    /// <exception cref="ApiException">400: a facet is not one.</exception>
    public static IReadOnlyList<AskedFacet> Read(JsonElement request, FacetFields fields)
    {
        if (!request.TryGetProperty("facets", out var list) || list.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            throw ApiException.BadRequest("$.facets: expected a list of facets.");
        }

        if (list.GetArrayLength() > FacetRequest.FacetsMax)
        {
            throw ApiException.BadRequest($"$.facets: {list.GetArrayLength()} are asked for; ask for {FacetRequest.FacetsMax} at most.");
        }

        var facets = list.EnumerateArray().Select((facet, i) => ReadOne(facet, $"$.facets[{i}]", fields)).ToList();
        return facets.Count(facet => facet.Facet is Facet.Together) <= FacetRequest.TogetherMax
            ? facets
            : throw ApiException.BadRequest($"$.facets: ask for {FacetRequest.TogetherMax} of the kind 'together' at most.");
    }

    private static AskedFacet ReadOne(JsonElement facet, string path, FacetFields fields)
    {
        if (facet.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.BadRequest($"{path}: expected an object; {Kinds}.");
        }

        var kinds = ((string[])["by", "histogram", "together"]).Where(kind => facet.TryGetProperty(kind, out _)).ToList();
        if (kinds is not [var found])
        {
            throw ApiException.BadRequest($"{path}: {(kinds.Count == 0 ? "it is of no kind" : "it is of several kinds")}; {Kinds}.");
        }

        var field = Text(facet, found, path) ?? throw ApiException.BadRequest($"{path}.{found}: expected a field's name.");
        var resource = Text(facet, "resource", path) ?? (found == "together" ? "annotations" : null);
        var binding = fields.Bind(field, resource, $"{path}.{found}");
        return new AskedFacet(Text(facet, "name", path) ?? field, field, binding, found switch
        {
            "by" => ReadValues(facet, binding, path),
            "histogram" => new Facet.Histogram(binding.Relation, binding.Path, ReadBuckets(facet, path)),
            _ when binding.Relation != Relation.Annotations =>
                throw ApiException.BadRequest($"{path}.together: '{field}' is of items; name a field of annotations, as label is."),
            _ => new Facet.Together(binding.Path, Number(facet, "limit", path, 2, Facet.Together.LimitMax) ?? 32),
        });
    }

    private static Facet.Values ReadValues(JsonElement facet, FacetField binding, string path)
    {
        var depth = Number(facet, "depth", path, 0, 1000);
        if (depth is not null && !binding.Path.Equals(FieldPath.Directory) && !binding.Path.Equals(FieldPath.Path))
        {
            throw ApiException.BadRequest($"{path}.depth: only dir and filename have one; leave it out.");
        }

        return new Facet.Values(binding.Relation, binding.Path)
        {
            Limit = Number(facet, "limit", path, 0, Facet.Values.LimitMax) ?? 100,
            Depth = depth,
        };
    }

    private static Buckets ReadBuckets(JsonElement facet, string path)
    {
        var given = ((string[])["buckets", "edges", "quantiles"])
            .Where(kind => facet.TryGetProperty(kind, out var value) && value.ValueKind != JsonValueKind.Null).ToList();
        return given switch
        {
            [] => new Buckets.Nice(10),
            ["buckets"] => new Buckets.Nice(Number(facet, "buckets", path, 1, Buckets.CountMax)!.Value),
            ["quantiles"] => new Buckets.Quantiles(Number(facet, "quantiles", path, 1, Buckets.Quantiles.QuantilesMax)!.Value),
            ["edges"] => ReadEdges(facet.GetProperty("edges"), $"{path}.edges"),
            _ => throw ApiException.BadRequest($"{path}: give one of 'buckets', 'edges' and 'quantiles', not {string.Join(" and ", given)}."),
        };
    }

    private static Buckets.Given ReadEdges(JsonElement edges, string path)
    {
        if (edges.ValueKind != JsonValueKind.Array || edges.GetArrayLength() is < 2 or > Buckets.CountMax + 1)
        {
            throw ApiException.BadRequest($"{path}: expected a list of 2 to {Buckets.CountMax + 1} numbers or times that ascend.");
        }

        var areTimes = edges[0].ValueKind == JsonValueKind.String;
        var values = new List<double>(edges.GetArrayLength());
        foreach (var edge in edges.EnumerateArray())
        {
            var value = ReadEdge(edge, areTimes, $"{path}[{values.Count}]");
            if (values.Count > 0 && value <= values[^1])
            {
                throw ApiException.BadRequest($"{path}[{values.Count}]: {edge} does not lie above the edge before it.");
            }

            values.Add(value);
        }

        return new Buckets.Given(values, areTimes);
    }

    private static double ReadEdge(JsonElement edge, bool isTime, string path)
    {
        if (!isTime)
        {
            return edge.ValueKind == JsonValueKind.Number && edge.TryGetDouble(out var number) && double.IsFinite(number)
                ? number
                : throw ApiException.BadRequest($"{path}: expected a number.");
        }

        return edge.ValueKind == JsonValueKind.String && WireTime.TryParse(edge.GetString(), out var time)
            ? time.ToUnixTimeMilliseconds()
            : throw ApiException.BadRequest($"{path}: expected a time like 2026-01-31T12:00:00.000Z.");
    }

    private static string? Text(JsonElement facet, string name, string path) =>
        !facet.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw ApiException.BadRequest($"{path}.{name}: expected a text.");

    private static int? Number(JsonElement facet, string name, string path, int min, int max) =>
        !facet.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max ? number
        : throw ApiException.BadRequest($"{path}.{name}: expected a whole number from {min} to {max}.");
}
