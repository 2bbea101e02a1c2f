using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.TestKit.Model;

/// <summary>What masks leave of a body, decided field by field.</summary>
public sealed class ModelMasks(IReadOnlyList<MaskDefinition> definitions)
{
    public int Count => definitions.Count;

    public Relation RelationOf(int mask) => definitions[mask].Relation;

    /// <summary>Bits of the masks that are about a relation, of those given.</summary>
    public uint BitsOf(Relation relation, IEnumerable<int> masks) =>
        masks.Where(i => definitions[i].Relation == relation).Aggregate(0u, (bits, i) => bits | 1u << i);

    public JsonObject Show(JsonObject body, uint masks) =>
        masks == 0 ? body : (JsonObject)Show(body, [], masks)!;

    /// <summary>Null when nothing of it is seen. An object is seen when it is not hidden itself, or something in it is seen.</summary>
    private JsonNode? Show(JsonNode? node, List<string> path, uint masks)
    {
        var isHidden = path.Count > 0 && IsHidden(path, masks);
        if (node is not JsonObject members)
        {
            return isHidden ? null : node?.DeepClone();
        }

        var shown = new JsonObject();
        foreach (var (name, value) in members)
        {
            path.Add(name);
            var child = Show(value, path, masks);
            if (child is not null || (value is null && !IsHidden(path, masks)))
            {
                shown[name] = child;
            }

            path.RemoveAt(path.Count - 1);
        }

        return isHidden && shown.Count == 0 ? null : shown;
    }

    private bool IsHidden(List<string> path, uint masks)
    {
        for (var i = 0; i < definitions.Count; i++)
        {
            if ((masks >> i & 1) != 0)
            {
                var removed = Cover(definitions[i].Removed, path);
                if (removed > 0 && removed > Cover(definitions[i].Kept, path))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static int Cover(IReadOnlyList<Venn.Engine.Query.FieldPath> fields, List<string> path) => fields
        .Where(f => f.Segments.Length <= path.Count && f.Segments.SequenceEqual([.. path.Take(f.Segments.Length)]))
        .Select(f => f.Segments.Length)
        .DefaultIfEmpty(0)
        .Max();
}
