using Venn.Bitmaps;
using Venn.Engine.Query;
using Venn.Engine.Query.Samples;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Copying;

/// <summary>The part of a state that a filter, and a sample of what it takes, take: items, the directories above them, and their annotations. Pure.</summary>
internal static class Slice
{
    public static DatasetState Take(
        EngineContext context, DatasetState state, Filter? filter, Sample? sample, bool withAnnotations,
        ReadOnlySpan<int> masks, CancellationToken cancellationToken)
    {
        var chosen = filter is null ? state.Items : context.Query.Select(state, Relation.Items, filter, cancellationToken);
        if (sample is not null)
        {
            chosen = context.Query.Sample(state with { Items = chosen }, sample, cancellationToken);
        }

        var items = ReferenceEquals(chosen, state.Items) ? chosen : WithDirectories(context, state, chosen);
        var annotations = !withAnnotations ? RoaringBitmap.Empty
            : ReferenceEquals(items, state.Items) || items.Cardinality == state.Items.Cardinality ? state.Annotations
            : context.Query.Select(
                state with { Items = items }, Relation.Annotations, new Filter.OnItem(Filter.All), cancellationToken);
        var taken = new DatasetState { Items = items, Annotations = annotations, Masks = state.Masks };
        return Mask(context, taken, masks);
    }

    /// <summary>The state with its masks cut to what it holds, and some laid over everything.</summary>
    public static DatasetState Mask(EngineContext context, DatasetState state, ReadOnlySpan<int> full)
    {
        var masks = state.Masks.ToBuilder();
        for (var i = 0; i < masks.Count; i++)
        {
            var whole = state[context.Masks[i].Relation];
            masks[i] = full.Contains(i) ? whole : masks[i].IsEmpty ? masks[i] : masks[i].And(whole);
        }

        return state with { Masks = masks.ToImmutable() };
    }

    private static RoaringBitmap WithDirectories(EngineContext context, DatasetState state, RoaringBitmap items)
    {
        if (items.Cardinality == state.Items.Cardinality)
        {
            return state.Items;
        }

        // Directories are few beside files: take each that is above something taken.
        var directories = context.Query.Select(
            state, Relation.Items,
            new Filter.Compare(FieldPath.IsDirectory, Comparison.Equal, FieldValue.Of(true)), CancellationToken.None);
        if (directories.IsEmpty)
        {
            return items;
        }

        var wanted = new HashSet<string>(StringComparer.Ordinal);
        if (!items.IsEmpty)
        {
            wanted.Add("/");
        }

        var slice = state with { Items = items };
        foreach (var (directory, _) in context.Query.CountByValue(slice, Relation.Items, items, FieldPath.Directory))
        {
            wanted.Add(directory.Text!);
            wanted.UnionWith(FreePath.Ancestors(directory.Text!));
        }

        var builder = new RoaringBitmapBuilder();
        foreach (var number in directories)
        {
            if (wanted.Contains(context.ItemSegments.GetPath(new RevisionNumber((long)number))))
            {
                builder.Add(number);
            }
        }

        return items.Or(builder.ToBitmap());
    }
}
