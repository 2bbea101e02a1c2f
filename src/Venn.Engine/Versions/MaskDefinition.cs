using Venn.Engine.Query;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions;

/// <summary>
/// A part of bodies that a state can leave out for chosen revisions: a clone "without metadata" is such a mask, not a
/// rewrite. A field is left out when the longest covering path among <paramref name="Removed"/> and
/// <paramref name="Kept"/> is a removed one.
/// </summary>
/// <param name="Name">Stands in commits on disk: never renamed.</param>
/// <param name="Relation">The relation whose bodies it is about.</param>
/// <param name="Removed">Body paths left out, with all below them.</param>
/// <param name="Kept">Body paths below them that stay.</param>
public sealed record MaskDefinition(
    string Name, Relation Relation, IReadOnlyList<FieldPath> Removed, IReadOnlyList<FieldPath> Kept)
{
    /// <summary>Whether a masked revision is read without this field.</summary>
    public bool Hides(FieldPath field)
    {
        if (field.IsBuiltIn)
        {
            return field.DerivedFrom is { } source && Hides(source);
        }

        var removed = LongestCover(Removed, field);
        return removed > 0 && removed > LongestCover(Kept, field);
    }

    private static int LongestCover(IReadOnlyList<FieldPath> paths, FieldPath field)
    {
        var longest = 0;
        foreach (var path in paths)
        {
            if (path.Segments.Length > longest && path.Covers(field))
            {
                longest = path.Segments.Length;
            }
        }

        return longest;
    }
}
