using Venn.Storage.Catalog;

namespace Venn.TestKit.Model;

/// <summary>What a dataset holds, in full: by lineage.</summary>
public sealed class ModelState
{
    public SortedDictionary<long, ModelEntry> Items { get; } = [];

    public SortedDictionary<long, ModelEntry> Annotations { get; } = [];

    public SortedDictionary<long, ModelEntry> this[Relation relation] => relation == Relation.Items ? Items : Annotations;

    public ModelState Copy()
    {
        var copy = new ModelState();
        foreach (var (lineage, entry) in Items)
        {
            copy.Items.Add(lineage, entry);
        }

        foreach (var (lineage, entry) in Annotations)
        {
            copy.Annotations.Add(lineage, entry);
        }

        return copy;
    }

    public ModelEntry? At(string path)
    {
        foreach (var entry in Items.Values)
        {
            if (entry.Revision.Path == path)
            {
                return entry;
            }
        }

        return null;
    }

    public Dictionary<string, long> Paths() => Items.ToDictionary(i => i.Value.Revision.Path, i => i.Key, StringComparer.Ordinal);

    public IEnumerable<ModelEntry> AnnotationsOf(long item) => Annotations.Values.Where(a => a.Revision.Item == item);

    public bool IsSameAs(ModelState other) => IsSame(Items, other.Items) && IsSame(Annotations, other.Annotations);

    private static bool IsSame(SortedDictionary<long, ModelEntry> left, SortedDictionary<long, ModelEntry> right) =>
        left.Count == right.Count
        && left.All(entry => right.TryGetValue(entry.Key, out var other) && entry.Value.IsSameAs(other));
}
