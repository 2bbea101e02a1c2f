using System.Text.Json;
using System.Text.Json.Nodes;

namespace Venn.Cli.Selection;

/// <summary>A simple condition on the command line: <c>field=value</c>, <c>!=</c>, <c>&gt;</c>, <c>&gt;=</c>, <c>&lt;</c>, <c>&lt;=</c>.</summary>
/// <param name="Field">A path: <c>filename</c>, <c>metadata.user.weather</c>.</param>
/// <param name="Value">A value, or an operator object of DQL.</param>
internal sealed record Condition(string Field, JsonNode? Value)
{
    /// <summary>Longer ones first: <c>!=</c> must not be read as <c>=</c>.</summary>
    private static readonly (string Sign, string? Operator)[] Signs =
        [("!=", "$ne"), (">=", "$gte"), ("<=", "$lte"), (">", "$gt"), ("<", "$lt"), ("=", null)];

    /// <summary>
    /// Reads a condition. A value that is JSON is taken as that (<c>5</c>, <c>true</c>, <c>null</c>, <c>["a","b"]</c>,
    /// <c>"5"</c> for the text), any other as text, in which <c>*</c> and <c>?</c> stand for others.
    /// </summary>
    /// <exception cref="FormatException">There is no sign or no field.</exception>
    public static Condition Parse(string text)
    {
        var (at, sign, name) = Signs
            .Select(entry => (At: text.IndexOf(entry.Sign, StringComparison.Ordinal), entry.Sign, entry.Operator))
            .Where(entry => entry.At >= 0)
            .OrderBy(entry => entry.At).ThenByDescending(entry => entry.Sign.Length)
            .FirstOrDefault();
        if (sign is null || at == 0)
        {
            throw new FormatException(
                $"'{text}' is not a condition: write field=value (or !=, >, >=, <, <=), for example "
                + "metadata.user.weather=rain.");
        }

        var value = ParseValue(text[(at + sign.Length)..]);
        return new Condition(text[..at].Trim(), name is null ? value : new JsonObject { [name] = value });
    }

    private static JsonNode? ParseValue(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
