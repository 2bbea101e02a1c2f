using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Server.Wire;

namespace Venn.Server.Features.Settings;

/// <summary>Checks that a setting's value is of its type.</summary>
internal static class SettingValue
{
    /// <exception cref="ApiException">400: it is of another.</exception>
    public static void Check(string? valueType, JsonNode? value)
    {
        var passed = value?.GetValueKind() switch
        {
            null or JsonValueKind.Null => null,
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Number => "number",
            JsonValueKind.String => "string",
            JsonValueKind.Array => "array",
            _ => "object",
        };
        var expected = valueType?.ToLowerInvariant() switch
        {
            "boolean" => "boolean",
            "number" => "number",
            "string" => "string",
            _ => null,
        };
        if (passed is not null && expected is not null && passed != expected)
        {
            throw ApiException.BadRequest(
                $"Invalid input specified, Incorrect value type passed - Passed {passed} Expected {expected}");
        }
    }
}
