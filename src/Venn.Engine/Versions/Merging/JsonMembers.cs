using System.Text.Json;

namespace Venn.Engine.Versions.Merging;

/// <summary>The members of an object by name. A few are looked through; of many a table is made when it is first asked.</summary>
/// <param name="parent">An object, or undefined: then it has none.</param>
internal sealed class JsonMembers(JsonElement parent)
{
    private const int FewCount = 32;

    private readonly bool isFew = parent.ValueKind == JsonValueKind.Undefined || parent.GetPropertyCount() <= FewCount;
    private Dictionary<string, JsonElement>? table;

    /// <returns>Undefined when there is none; of a name that is there twice the last.</returns>
    public JsonElement Find(string name)
    {
        if (isFew)
        {
            return parent.ValueKind != JsonValueKind.Undefined && parent.TryGetProperty(name, out var value) ? value : default;
        }

        if (table is null)
        {
            table = new Dictionary<string, JsonElement>(parent.GetPropertyCount(), StringComparer.Ordinal);
            foreach (var member in parent.EnumerateObject())
            {
                table[member.Name] = member.Value;
            }
        }

        return table.GetValueOrDefault(name);
    }
}
