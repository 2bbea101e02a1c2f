using System.Text.Json;
using Venn.Engine.Segments;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Query.Planning;

/// <summary>
/// What is left of a field that masks hide: an object with nothing in it but what they keep. It is there when something
/// kept below it is, and nothing but objects lies between.
/// </summary>
internal sealed class MaskShell
{
    private readonly FieldPath field;
    private readonly FieldPath[] kept;
    private readonly IReadOnlyList<MaskDefinition> masks;
    private readonly Relation relation;

    private MaskShell(Relation relation, IReadOnlyList<MaskDefinition> masks, FieldPath field, FieldPath[] kept)
    {
        this.relation = relation;
        this.masks = masks;
        this.field = field;
        this.kept = kept;
        var start = Enumerable.Range(1, field.Segments.Length)
            .First(length => Of(relation, masks).Any(mask => mask.Hides(Prefix(field, length))));
        Parts = [.. kept.Select(path => new MaskShellPart(
            new FieldLocator(path),
            [.. Enumerable.Range(0, masks.Count).Where(i => masks[i].Relation == relation && masks[i].Hides(path))],
            [.. Enumerable.Range(start, path.Segments.Length - start).Select(length => new FieldLocator(Prefix(path, length)))]))];
    }

    /// <summary>For each path that may be kept below the field: where it is, and what must not be an array above it.</summary>
    public IReadOnlyList<MaskShellPart> Parts { get; }

    /// <summary>Null when masks never leave a shell of the field.</summary>
    public static MaskShell? Find(Relation relation, IReadOnlyList<MaskDefinition> masks, FieldPath field)
    {
        if (field.IsBuiltIn || !Of(relation, masks).Any(mask => mask.Hides(field)))
        {
            return null;
        }

        var kept = Of(relation, masks).SelectMany(mask => mask.Kept)
            .Where(path => path.Segments.Length > field.Segments.Length && field.Covers(path)).Distinct().ToArray();
        return kept.Length == 0 ? null : new MaskShell(relation, masks, field, kept);
    }

    /// <summary>Whether a body leaves a shell.</summary>
    /// <param name="element">The body, or the element that a condition is on.</param>
    /// <param name="depth">Names from the body's root to the element.</param>
    /// <param name="isMasked">Whether the mask of an index covers the revision.</param>
    public bool IsIn(JsonElement element, int depth, Func<int, bool> isMasked)
    {
        var active = Enumerable.Range(0, masks.Count).Where(i => masks[i].Relation == relation && isMasked(i)).Select(i => masks[i]).ToList();
        var start = Enumerable.Range(1, field.Segments.Length)
            .FirstOrDefault(length => active.Exists(mask => mask.Hides(Prefix(field, length))));
        return start > depth && kept.Any(path =>
            !active.Exists(mask => mask.Hides(path)) && Reaches(element, path.Segments[depth..], start - depth));
    }

    // An array stays whole or goes whole: from the first hidden name on there are objects alone.
    private static bool Reaches(JsonElement element, ReadOnlySpan<string> names, int arraysUntil)
    {
        if (names.IsEmpty)
        {
            return true;
        }

        if (element.ValueKind == JsonValueKind.Array && arraysUntil > 0)
        {
            foreach (var inner in element.EnumerateArray())
            {
                if (Reaches(inner, names, arraysUntil))
                {
                    return true;
                }
            }
        }

        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (property.NameEquals(names[0]) && Reaches(property.Value, names[1..], arraysUntil - 1))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static IEnumerable<MaskDefinition> Of(Relation relation, IReadOnlyList<MaskDefinition> masks) =>
        masks.Where(mask => mask.Relation == relation);

    private static FieldPath Prefix(FieldPath path, int length) => FieldPath.Of([.. path.Segments[..length]]);
}
