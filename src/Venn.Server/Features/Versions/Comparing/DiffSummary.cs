using Venn.Bitmaps;
using Venn.Engine.Query;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Versions.Comparing;

/// <summary>How many annotations each label and type has before and after, of all that the filter matches.</summary>
/// <param name="Labels">By label; those without one under empty text.</param>
/// <param name="Types">By type.</param>
internal sealed record DiffSummary(
    SortedDictionary<string, (long Before, long After)> Labels, SortedDictionary<string, (long Before, long After)> Types)
{
    /// <summary>Cost: two columns of the annotations of each side.</summary>
    public static DiffSummary Of(DiffView view, DiffScope scope) => new(Count(view, scope, "label"), Count(view, scope, "type"));

    public IEnumerable<string> LabelsGained => Labels.Where(l => l.Value is { Before: 0, After: > 0 }).Select(l => l.Key);

    public IEnumerable<string> LabelsLost => Labels.Where(l => l.Value is { Before: > 0, After: 0 }).Select(l => l.Key);

    private static SortedDictionary<string, (long Before, long After)> Count(DiffView view, DiffScope scope, string field)
    {
        var counts = new SortedDictionary<string, (long Before, long After)>(StringComparer.Ordinal);
        foreach (var (value, count) in Count(view.Diff.From, scope.FromAnnotations, field))
        {
            counts[value] = (count, 0);
        }

        foreach (var (value, count) in Count(view.Diff.To, scope.ToAnnotations, field))
        {
            counts[value] = (counts.GetValueOrDefault(value).Before, count);
        }

        return counts;
    }

    private static IEnumerable<(string Value, long Count)> Count(DatasetVersion side, RoaringBitmap set, string field) =>
        side.CountByValue(Relation.Annotations, set, FieldPath.Parse(field))
            .GroupBy(v => v.Value.Text ?? v.Value.ToString(), v => v.Count).Select(g => (g.Key, g.Sum()));
}
