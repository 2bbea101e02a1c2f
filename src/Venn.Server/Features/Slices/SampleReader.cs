using System.Text.Json;
using Venn.Engine.Query.Samples;
using Venn.Server.Features.Facets;
using Venn.Server.Wire;

namespace Venn.Server.Features.Slices;

/// <summary>Reads a sample of a request; what is wrong is a 400 that names its JSON path.</summary>
internal static class SampleReader
{
    private const int SeedMaxLength = 256;

    /// <exception cref="ApiException">400: it is none.</exception>
    public static Sample Read(JsonElement sample, string path, FacetFields fields)
    {
        if (sample.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.BadRequest($"{path}: expected an object with seed and one of count, percent and parts.");
        }

        return new Sample
        {
            Seed = ReadSeed(sample, path),
            Size = ReadSize(sample, path),
            Strata = sample.TryGetProperty("stratify", out var strata) && strata.ValueKind != JsonValueKind.Null
                ? ReadStrata(strata, $"{path}.stratify", fields)
                : null,
        };
    }

    private static string ReadSeed(JsonElement sample, string path)
    {
        var seed = sample.TryGetProperty("seed", out var given) ? given : default;
        var text = seed.ValueKind switch
        {
            JsonValueKind.String => seed.GetString()!,
            JsonValueKind.Number => seed.GetRawText(),
            _ => throw ApiException.BadRequest($"{path}.seed: give a text or a number, by which the sample can be taken again."),
        };
        return text.Length <= SeedMaxLength && !text.Contains('\0')
            ? text
            : throw ApiException.BadRequest($"{path}.seed: at most {SeedMaxLength} characters, none of them zero.");
    }

    private static SampleSize ReadSize(JsonElement sample, string path)
    {
        var given = ((string[])["count", "percent", "parts"])
            .Where(name => sample.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null).ToList();
        if (given is not [var name])
        {
            throw ApiException.BadRequest($"{path}: give one of count, percent and parts.");
        }

        var size = sample.GetProperty(name);
        return name switch
        {
            "count" => size.ValueKind == JsonValueKind.Number && size.TryGetInt64(out var count) && count >= 1
                ? new SampleSize.Count(count)
                : throw ApiException.BadRequest($"{path}.count: expected a whole number from 1."),
            "percent" => size.ValueKind == JsonValueKind.Number && size.TryGetDouble(out var percent) && percent is > 0 and <= 100
                ? new SampleSize.Percent(percent)
                : throw ApiException.BadRequest($"{path}.percent: expected a number above 0 and at most 100."),
            _ => ReadPart(size, sample, path),
        };
    }

    private static SampleSize.Part ReadPart(JsonElement parts, JsonElement sample, string path)
    {
        if (parts.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.BadRequest($"{path}.parts: expected an object of names and weights, as {{\"train\": 80, \"test\": 20}}.");
        }

        var weights = parts.EnumerateObject().Select(member =>
            member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetDouble(out var weight) && weight > 0 && double.IsFinite(weight)
                ? (member.Name, weight)
                : throw ApiException.BadRequest($"{path}.parts.{member.Name}: expected a number above 0.")).ToList();
        if (weights.Count is < 2 or > SampleSize.Part.PartsMax)
        {
            throw ApiException.BadRequest($"{path}.parts: give 2 to {SampleSize.Part.PartsMax} parts.");
        }

        var name = sample.TryGetProperty("part", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        return name is not null && weights.Exists(entry => entry.Name == name)
            ? new SampleSize.Part(weights, name)
            : throw ApiException.BadRequest(
                $"{path}.part: name the part that is meant: {string.Join(", ", weights.Select(entry => entry.Name))}.");
    }

    private static Strata ReadStrata(JsonElement strata, string path, FacetFields fields)
    {
        if (strata.ValueKind == JsonValueKind.String)
        {
            var named = fields.Bind(strata.GetString()!, null, path);
            return new Strata(named.Relation, named.Path);
        }

        if (strata.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.BadRequest($"{path}: expected a field's name, or an object with field, resource and equal.");
        }

        var name = strata.GetText("field") ?? throw ApiException.BadRequest($"{path}.field: expected a field's name, as label.");
        var field = fields.Bind(name, strata.GetText("resource"), $"{path}.field");
        var equal = strata.TryGetProperty("equal", out var flag) ? flag.ValueKind : JsonValueKind.False;
        return equal is JsonValueKind.True or JsonValueKind.False
            ? new Strata(field.Relation, field.Path) { AreEqual = equal == JsonValueKind.True }
            : throw ApiException.BadRequest($"{path}.equal: expected true or false.");
    }
}
