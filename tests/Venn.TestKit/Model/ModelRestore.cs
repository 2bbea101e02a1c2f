namespace Venn.TestKit.Model;

/// <summary>Puts items back as another state has them, with their annotations: the documented rules, item by item.</summary>
public sealed class ModelRestore(ModelMasks masks)
{
    public List<(long Lineage, string Path, string NewPath)> Renamed { get; } = [];

    /// <param name="head">What there is.</param>
    /// <param name="from">What items are taken from.</param>
    /// <param name="items">Which, each in <paramref name="from"/>.</param>
    public ModelState Run(ModelState head, ModelState from, IReadOnlyCollection<long> items)
    {
        var state = head.Copy();
        foreach (var lineage in items)
        {
            state.Items.Remove(lineage);
            foreach (var annotation in state.AnnotationsOf(lineage).Select(a => a.Revision.Lineage).ToList())
            {
                state.Annotations.Remove(annotation);
            }
        }

        var taken = state.Items.Values.ToDictionary(
            i => i.Revision.Path, i => i.Revision.IsDirectory, StringComparer.Ordinal);
        var wanted = from.Paths();

        // What comes back to the place where it still is keeps it; then the others, each to a free one.
        foreach (var lineage in items.OrderBy(l => IsAtHome(head, from, l) ? 0 : 1).ThenBy(l => l))
        {
            var entry = from.Items[lineage];
            var path = entry.Revision.Path;
            if (taken.TryGetValue(path, out var isDirectory))
            {
                if (entry.Revision.IsDirectory && isDirectory && !head.Items.ContainsKey(lineage))
                {
                    continue;
                }

                path = ModelPaths.Rename(
                    path, p => taken.ContainsKey(p) || (wanted.TryGetValue(p, out var other) && other != lineage));
                Renamed.Add((lineage, entry.Revision.Path, path));
                entry = new ModelEntry(entry.Revision.With(entry.Revision.See(entry.Masks, masks)).At(path), 0);
            }

            taken.Add(path, entry.Revision.IsDirectory);
            state.Items.Add(lineage, entry);
            foreach (var annotation in from.AnnotationsOf(lineage))
            {
                state.Annotations.Add(annotation.Revision.Lineage, annotation);
            }
        }

        return state;
    }

    private static bool IsAtHome(ModelState head, ModelState from, long lineage) =>
        head.Items.TryGetValue(lineage, out var now) && now.Revision.Path == from.Items[lineage].Revision.Path;
}
