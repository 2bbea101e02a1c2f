using System.Text.Json;

namespace Venn.Server.Features.Versions.Comparing;

/// <summary>Which keys differ between two bodies. An array is one value; what stamps every edit is not told.</summary>
internal static class BodyDiff
{
    public static List<string> Compare(ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to) =>
        [.. CompareValues(from, to).Select(c => c.Key)];

    /// <summary>The same with the values: undefined where a side has none.</summary>
    public static List<(string Key, JsonElement Before, JsonElement After)> CompareValues(
        ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to)
    {
        var keys = new List<(string Key, JsonElement Before, JsonElement After)>();
        if (!from.Span.SequenceEqual(to.Span))
        {
            Compare(Wire.JsonBytes.ParseElement(from), Wire.JsonBytes.ParseElement(to), "", keys);
        }

        return keys;
    }

    private static void Compare(
        JsonElement from, JsonElement to, string prefix, List<(string Key, JsonElement Before, JsonElement After)> keys)
    {
        foreach (var member in from.EnumerateObject())
        {
            var path = prefix + member.Name;
            if (path is "updatedAt" or "updatedBy" or "hash" or "metadata.system.thumbnailId")
            {
                continue;
            }

            if (!to.TryGetProperty(member.Name, out var other))
            {
                keys.Add((path, member.Value, default));
            }
            else if (member.Value.ValueKind == JsonValueKind.Object && other.ValueKind == JsonValueKind.Object)
            {
                Compare(member.Value, other, path + ".", keys);
            }
            else if (!JsonElement.DeepEquals(member.Value, other))
            {
                keys.Add((path, member.Value, other));
            }
        }

        foreach (var member in to.EnumerateObject())
        {
            if (!from.TryGetProperty(member.Name, out _)
                && prefix + member.Name is not ("updatedAt" or "updatedBy" or "hash" or "metadata.system.thumbnailId"))
            {
                keys.Add((prefix + member.Name, default, member.Value));
            }
        }
    }
}
