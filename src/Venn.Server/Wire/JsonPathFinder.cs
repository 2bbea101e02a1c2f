using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Venn.Server.Wire;

/// <summary>Finds the place at which a text stops being JSON, as a path: <c>$.items[3].label</c>.</summary>
internal static class JsonPathFinder
{
    public static string Find(ReadOnlySpan<byte> utf8)
    {
        var levels = new List<(string? Name, int Index)>();
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = JsonBody.DepthMax });
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        CountElement(levels);
                        levels.Add(("", -1));
                        break;
                    case JsonTokenType.StartArray:
                        CountElement(levels);
                        levels.Add((null, -1));
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        levels.RemoveAt(levels.Count - 1);
                        break;
                    case JsonTokenType.PropertyName:
                        levels[^1] = (reader.GetString(), -1);
                        break;
                    default:
                        CountElement(levels);
                        break;
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The place is what the levels hold now.
        }

        return Write(levels);
    }

    private static void CountElement(List<(string? Name, int Index)> levels)
    {
        if (levels.Count > 0 && levels[^1].Name is null)
        {
            levels[^1] = (null, levels[^1].Index + 1);
        }
    }

    private static string Write(List<(string? Name, int Index)> levels)
    {
        var path = new StringBuilder("$");
        foreach (var (name, index) in levels)
        {
            if (name is null)
            {
                path.Append(CultureInfo.InvariantCulture, $"[{Math.Max(index, 0)}]");
            }
            else if (name.Length > 0)
            {
                path.Append('.').Append(name);
            }
        }

        return path.ToString();
    }
}
