using System.Text.Json;
using System.Text.Json.Nodes;

namespace Venn.Engine.Versions.Merging;

/// <summary>Rewrites what a body names at the reference paths of the store.</summary>
/// <param name="paths">Dotted.</param>
internal sealed class References(IReadOnlyList<string> paths)
{
    private static readonly JsonSerializerOptions Options =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="body">A JSON object.</param>
    /// <param name="rewrite">The new text for a text; null leaves it.</param>
    /// <returns>The body itself when nothing in it is rewritten.</returns>
    public ReadOnlyMemory<byte> Rewrite(ReadOnlyMemory<byte> body, Func<string, string?> rewrite)
    {
        if (paths.Count == 0)
        {
            return body;
        }

        var root = JsonNode.Parse(body.Span);
        var isRewritten = false;
        foreach (var path in paths)
        {
            var names = path.Split('.');
            var parent = names[..^1].Aggregate(root, (node, name) => (node as JsonObject)?[name]) as JsonObject;
            if (parent?[names[^1]] is JsonValue value && value.TryGetValue<string>(out var text) && rewrite(text) is { } other)
            {
                parent[names[^1]] = other;
                isRewritten = true;
            }
        }

        return isRewritten ? JsonSerializer.SerializeToUtf8Bytes(root, Options) : body;
    }
}
