using Venn.Engine.Query;
using Venn.Storage.Catalog;

namespace Venn.TestKit.Model;

/// <summary>What a clone takes, and where it puts it.</summary>
/// <param name="masks">Of the store.</param>
/// <param name="fresh">Gives negative lineages, one below the other.</param>
public sealed class ModelClone(ModelMasks masks, Func<long> fresh)
{
    public long ItemsCount { get; private set; }

    public long AnnotationsCount { get; private set; }

    public long SkippedCount { get; private set; }

    public List<(long Lineage, string Path, string NewPath)> Renamed { get; } = [];

    /// <summary>The chosen items, the directories above them, and their annotations, seen through more masks.</summary>
    public ModelState Slice(ModelState source, Filter? filter, bool withAnnotations, IReadOnlyList<int> more)
    {
        var chosen = filter is null
            ? [.. source.Items.Keys]
            : new HashSet<long>(new ModelFilter(source, masks).Select(Relation.Items, filter));
        var above = chosen.SelectMany(l => ModelPaths.Above(source.Items[l].Revision.Path)).ToHashSet(StringComparer.Ordinal);
        var itemMasks = masks.BitsOf(Relation.Items, more);
        var annotationMasks = masks.BitsOf(Relation.Annotations, more);
        var slice = new ModelState();
        foreach (var (lineage, entry) in source.Items)
        {
            if (chosen.Contains(lineage) || (entry.Revision.IsDirectory && above.Contains(entry.Revision.Path)))
            {
                slice.Items.Add(lineage, entry with { Masks = entry.Masks | itemMasks });
            }
        }

        foreach (var (lineage, entry) in source.Annotations)
        {
            if (withAnnotations && slice.Items.ContainsKey(entry.Revision.Item))
            {
                slice.Annotations.Add(lineage, entry with { Masks = entry.Masks | annotationMasks });
            }
        }

        return slice;
    }

    /// <summary>Puts a slice into another state, or beside itself when it is of the same dataset.</summary>
    public ModelState Into(ModelState target, ModelState slice, bool isOwn, string? directory)
    {
        var state = target.Copy();
        var taken = state.Paths().Keys.ToHashSet(StringComparer.Ordinal);
        if (directory is not null && slice.Items.Count > 0)
        {
            MakeDirectories(state, taken, directory);
        }

        string Place(string path) => directory is null ? path : ModelPaths.Below(directory, path);
        var promised = slice.Items.Values.Select(i => Place(i.Revision.Path)).ToHashSet(StringComparer.Ordinal);
        var placed = new Dictionary<long, long>();
        foreach (var (lineage, entry) in slice.Items)
        {
            if (!isOwn && target.Items.ContainsKey(lineage))
            {
                SkippedCount++;
                continue;
            }

            var path = Place(entry.Revision.Path);
            if (taken.Contains(path))
            {
                if (entry.Revision.IsDirectory)
                {
                    continue;
                }

                path = ModelPaths.Rename(path, p => taken.Contains(p) || promised.Contains(p));
                Renamed.Add((lineage, entry.Revision.Path, path));
            }

            taken.Add(path);
            ItemsCount++;
            var put = PutItem(entry, path, isOwn);
            state.Items.Add(put.Revision.Lineage, put);
            placed.Add(lineage, put.Revision.Lineage);
        }

        foreach (var (lineage, entry) in slice.Annotations)
        {
            if (!placed.TryGetValue(entry.Revision.Item, out var item) || (!isOwn && target.Annotations.ContainsKey(lineage)))
            {
                continue;
            }

            var put = isOwn ? Copy(entry, item) : entry;
            state.Annotations.Add(put.Revision.Lineage, put);
            AnnotationsCount++;
        }

        return state;
    }

    /// <summary>Lays masks over everything.</summary>
    public ModelState Lay(ModelState state, IReadOnlyList<int> more) =>
        new ModelNarrowing { Masks = more.Aggregate(0u, (bits, i) => bits | 1u << i) }.Apply(state, masks);

    private ModelEntry PutItem(ModelEntry entry, string path, bool isOwn)
    {
        if (isOwn)
        {
            var copy = entry.Revision.With(entry.Revision.See(entry.Masks, masks)).As(fresh(), 0, entry.Revision.Lineage);
            return new ModelEntry(copy.At(path), 0);
        }

        return path == entry.Revision.Path
            ? entry
            : new ModelEntry(entry.Revision.With(entry.Revision.See(entry.Masks, masks)).At(path), 0);
    }

    private ModelEntry Copy(ModelEntry annotation, long item) => new(
        annotation.Revision.With(annotation.Revision.See(annotation.Masks, masks)).As(fresh(), item, annotation.Revision.Lineage), 0);

    private void MakeDirectories(ModelState state, HashSet<string> taken, string directory)
    {
        foreach (var path in ModelPaths.Above(directory).Append(directory))
        {
            if (path != "/" && taken.Add(path))
            {
                var lineage = fresh();
                state.Items.Add(lineage, new ModelEntry(
                    new ModelRevision { Lineage = lineage, Path = path, IsDirectory = true, Body = [] }, 0));
            }
        }
    }
}
