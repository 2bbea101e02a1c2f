using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Contract;

/// <summary>
/// What a table says of an answer, as words with spaces between: <c>a.b</c> is there and not null, <c>a.b:array</c> is of that
/// kind, <c>!a.b</c> is absent, <c>a.b=json</c> has that value. A number steps into an array; <c>$</c> is the whole.
/// </summary>
internal static class WireShape
{
    /// <summary>The answer is JSON, said to be JSON, and has the shape.</summary>
    public static void Check(ApiAnswer answer, string shape)
    {
        Assert.True(answer.IsJson, $"The answer is no application/json: {(int)answer.Status} {answer.Text}");
        foreach (var word in shape.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.True(Holds(answer.Json, word), $"'{word}' does not hold of {answer.Text}");
        }
    }

    private static bool Holds(JsonNode? json, string word)
    {
        if (word[0] == '!')
        {
            return !Find(json, word[1..], out _);
        }

        if (word.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
        {
            return Find(json, word[..equals], out var value) && JsonNode.DeepEquals(value, JsonNode.Parse(word[(equals + 1)..]));
        }

        return word.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
            ? Find(json, word[..colon], out var found) && KindOf(found) == word[(colon + 1)..]
            : Find(json, word, out var there) && there is not null;
    }

    private static bool Find(JsonNode? json, string path, out JsonNode? found)
    {
        found = json;
        foreach (var step in path == "$" ? [] : path.Split('.'))
        {
            switch (found)
            {
                case JsonArray array when int.TryParse(step, out var index) && index < array.Count:
                    found = array[index];
                    break;
                case JsonObject value when value.TryGetPropertyValue(step, out var member):
                    found = member;
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static string KindOf(JsonNode? node) => node?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.True or JsonValueKind.False => "bool",
        var kind => kind.Value.ToString().ToLowerInvariant(),
    };
}
