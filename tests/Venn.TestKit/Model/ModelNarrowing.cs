namespace Venn.TestKit.Model;

/// <summary>
/// What a clone or merge did not take along of what its parent had. Nobody deleted it: a merge later must not read its
/// absence as a deletion.
/// </summary>
public sealed record ModelNarrowing
{
    public HashSet<long> Items { get; init; } = [];

    public HashSet<long> Annotations { get; init; } = [];

    /// <summary>Annotations were not wanted at all.</summary>
    public bool AllAnnotations { get; init; }

    /// <summary>Masks laid over everything.</summary>
    public uint Masks { get; init; }

    public ModelState Apply(ModelState state, ModelMasks definitions)
    {
        var narrowed = new ModelState();
        var itemMasks = definitions.BitsOf(Storage.Catalog.Relation.Items, Bits());
        var annotationMasks = definitions.BitsOf(Storage.Catalog.Relation.Annotations, Bits());
        foreach (var (lineage, entry) in state.Items.Where(i => !Items.Contains(i.Key)))
        {
            narrowed.Items.Add(lineage, entry with { Masks = entry.Masks | itemMasks });
        }

        foreach (var (lineage, entry) in state.Annotations.Where(a => !AllAnnotations && !Annotations.Contains(a.Key)))
        {
            narrowed.Annotations.Add(lineage, entry with { Masks = entry.Masks | annotationMasks });
        }

        return narrowed;
    }

    private IEnumerable<int> Bits() => Enumerable.Range(0, 32).Where(i => (Masks >> i & 1) != 0);
}
