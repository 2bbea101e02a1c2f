using System.Text.Json;
using System.Text.Json.Nodes;

namespace Venn.Server.Wire;

/// <summary>Reads fields of JSON objects: absent or null gives null, a wrong type a 400 that names the field.</summary>
public static class JsonFields
{
    public static string? GetText(this JsonObject from, string name) => from[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        var other => throw JsonBody.Wrong(name, "a string", other),
    };

    /// <exception cref="ApiException">It is absent, null, empty or no string.</exception>
    public static string RequireText(this JsonObject from, string name) => from.GetText(name) is { Length: > 0 } text
        ? text
        : throw ApiException.BadRequest($"{name} is missing: give a string that is not empty.");

    public static bool? GetFlag(this JsonObject from, string name) => from[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        var other => throw JsonBody.Wrong(name, "true or false", other),
    };

    public static double? GetNumber(this JsonObject from, string name) => from[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => ReadDouble(value),
        var other => throw JsonBody.Wrong(name, "a number", other),
    };

    public static JsonObject? GetObject(this JsonObject from, string name) => from[name] switch
    {
        null => null,
        JsonObject found => found,
        var other => throw JsonBody.Wrong(name, "an object", other),
    };

    public static JsonArray? GetArray(this JsonObject from, string name) => from[name] switch
    {
        null => null,
        JsonArray found => found,
        var other => throw JsonBody.Wrong(name, "an array", other),
    };

    /// <summary>An array of strings, or one string for an array of one; null when absent.</summary>
    public static List<string>? GetTexts(this JsonObject from, string name)
    {
        if (from[name] is JsonValue single && single.TryGetValue<string>(out var only))
        {
            return [only];
        }

        var array = from.GetArray(name);
        return array?.Select((element, index) => element is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : throw JsonBody.Wrong($"{name}[{index}]", "a string", element)).ToList();
    }

    /// <summary>A text of an immutable element, or null.</summary>
    public static string? GetText(this JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static double ReadDouble(JsonValue value) =>
        value.TryGetValue<double>(out var number) ? number
        : value.TryGetValue<long>(out var whole) ? whole
        : value.TryGetValue<int>(out var small) ? small
        : double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);
}
