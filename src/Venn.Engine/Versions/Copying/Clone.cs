using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Copying;

/// <summary>
/// Puts a slice of one state into another dataset. What needs no other path is taken by number: nothing is written
/// for it. Files are references throughout; no binary is touched.
/// </summary>
internal sealed class Clone(EngineContext context, CloneRequest request, DatasetState slice)
{
    private readonly DatasetOrdinal sourceOrdinal = request.Source.Dataset.Ordinal;
    private readonly RoaringBitmapBuilder itemsTaken = new();
    private readonly List<RenamedItem> renamed = [];

    /// <summary>Lineages whose annotations come along, by the lineage they have in the target.</summary>
    private readonly List<(Lineage Source, Lineage Target)> carried = [];

    private long skipped;
    private long dropped;
    private long itemsCount;
    private long directoriesCount;
    private long annotationsCount;

    /// <summary>Clones into <paramref name="target"/>, which may be the source's own dataset.</summary>
    public (CloneResult Result, PendingCommit Pending) Into(DatasetVersion target, CancellationToken cancellationToken)
    {
        var writer = new DatasetWriter(context, target);
        try
        {
            return Run(target, writer, cancellationToken);
        }
        catch
        {
            writer.Items.Settle();
            writer.Annotations.Settle();
            throw;
        }
    }

    private (CloneResult Result, PendingCommit Pending) Run(
        DatasetVersion target, DatasetWriter writer, CancellationToken cancellationToken)
    {
        var copies = target.Dataset.Ordinal == sourceOrdinal;
        if (request.TargetDirectory is { } directory && !slice.Items.IsEmpty)
        {
            MakeDirectories(writer, directory);
        }

        foreach (var number in slice.Items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Place(target, writer, new RevisionNumber((long)number), copies);
        }

        var items = itemsTaken.ToBitmap();
        var annotations = TakeAnnotations(target, writer, copies, items);
        var edit = writer.Delta();
        var delta = edit with
        {
            Items = edit.Items with { Added = edit.Items.Added.Or(items) },
            Annotations = edit.Annotations with { Added = edit.Annotations.Added.Or(annotations) },
            Masks = [.. context.Masks.Select((mask, i) => new RelationDelta(
                slice.Masks[i].And(mask.Relation == Relation.Items ? items : annotations), RoaringBitmap.Empty))],
        };
        var result = new CloneResult(target.Dataset, itemsCount, annotationsCount, skipped, renamed)
        {
            DirectoriesCount = directoriesCount,
        };
        var changes = !delta.Items.IsEmpty || !delta.Annotations.IsEmpty;
        return (result, changes ? PendingCommit.From(writer, delta) : PendingCommit.From(writer));
    }

    private void Place(DatasetVersion target, DatasetWriter writer, RevisionNumber number, bool copies)
    {
        var lineage = context.ItemSegments.GetLineage(number);
        if (!copies && context.ItemSegments.TryFindLineage(target.State.Items, lineage, out _))
        {
            skipped++;
            return;
        }

        var path = context.ItemSegments.GetPath(number);
        var wanted = request.TargetDirectory is { } directory ? Below(directory, path) : path;
        var final = wanted;
        if (IsTaken(writer, wanted))
        {
            if (context.ItemSegments.IsDirectory(number))
            {
                // One directory of that path is enough.
                dropped++;
                return;
            }

            final = FreePath.Find(wanted, candidate => IsTaken(writer, candidate) || IsPromised(candidate));
            renamed.Add(new RenamedItem(sourceOrdinal, lineage, path, final));
        }

        itemsCount++;
        directoriesCount += context.ItemSegments.IsDirectory(number) ? 1 : 0;
        if (final == path && !copies)
        {
            itemsTaken.Add((ulong)number.Value);
            return;
        }

        // The path is a part of the revision: another path is another revision, of what the slice shows.
        var seen = context.Read(slice, Relation.Items, number);
        var placed = copies
            ? seen with { Path = final, Lineage = writer.NewIdentity().Lineage, Source = lineage, SourceDataset = sourceOrdinal }
            : seen with { Path = final };
        writer.AddItem(placed);
        carried.Add((lineage, placed.Lineage));
    }

    private RoaringBitmap TakeAnnotations(DatasetVersion target, DatasetWriter writer, bool copies, RoaringBitmap items)
    {
        if (slice.Annotations.IsEmpty)
        {
            return RoaringBitmap.Empty;
        }

        var isWhole = skipped == 0 && dropped == 0 && !copies;
        var taken = items.IsEmpty && carried.Count == 0 ? RoaringBitmap.Empty
            : isWhole ? slice.Annotations
            : OfItems(items);
        if (!isWhole && !copies && carried.Count > 0)
        {
            var builder = new RoaringBitmapBuilder();
            foreach (var (source, _) in carried)
            {
                foreach (var number in AnnotationsOf(source))
                {
                    builder.Add((ulong)number.Value);
                }
            }

            taken = taken.Or(builder.ToBitmap());
        }

        if (copies)
        {
            Copy(writer);
            return RoaringBitmap.Empty;
        }

        // A lineage that the target has already (it was edited there, or its item moved) stays as it is there.
        var known = new RoaringBitmapBuilder();
        if (!target.State.Annotations.IsEmpty)
        {
            foreach (var number in taken)
            {
                var lineage = context.AnnotationSegments.GetLineage(new RevisionNumber((long)number));
                if (context.AnnotationSegments.TryFindLineage(target.State.Annotations, lineage, out _))
                {
                    known.Add(number);
                }
            }
        }

        taken = taken.AndNot(known.ToBitmap());
        annotationsCount += taken.Cardinality;
        return taken;
    }

    private void Copy(DatasetWriter writer)
    {
        foreach (var (source, copy) in carried)
        {
            foreach (var number in AnnotationsOf(source))
            {
                var seen = context.Read(slice, Relation.Annotations, number);
                writer.AddAnnotation(seen with
                {
                    Lineage = writer.NewIdentity().Lineage, Item = copy, Source = seen.Lineage, SourceDataset = sourceOrdinal,
                });
                annotationsCount++;
            }
        }
    }

    private List<RevisionNumber> AnnotationsOf(Lineage item)
    {
        var numbers = new List<RevisionNumber>();
        context.AnnotationSegments.FindByItem(slice.Annotations, item, numbers);
        numbers.Sort();
        return numbers;
    }

    private RoaringBitmap OfItems(RoaringBitmap items) => items.IsEmpty
        ? items
        : context.Query.Select(
            slice with { Items = items }, Relation.Annotations, new Query.Filter.OnItem(Query.Filter.All), CancellationToken.None);

    private void MakeDirectories(DatasetWriter writer, string directory)
    {
        foreach (var path in FreePath.Ancestors(directory).Append(directory))
        {
            if (path != "/" && !IsTaken(writer, path))
            {
                var identity = writer.NewIdentity();
                writer.AddItem(new Revision
                {
                    Lineage = identity.Lineage,
                    Path = path,
                    IsDirectory = true,
                    Body = request.DirectoryBody?.Invoke(path, identity) ?? "{}"u8.ToArray(),
                });
            }
        }
    }

    private static bool IsTaken(DatasetWriter writer, string path) => writer.HasPath(path);

    /// <summary>Whether an item of the slice is going to take the path: a renamed one must leave it alone.</summary>
    private bool IsPromised(string path)
    {
        var directory = request.TargetDirectory;
        if (directory is not null && directory != "/")
        {
            if (!path.StartsWith(directory + "/", StringComparison.Ordinal))
            {
                return false;
            }

            path = path[directory.Length..];
        }

        return context.ItemSegments.TryFindPath(slice.Items, path, out _);
    }

    private static string Below(string directory, string path) =>
        path == "/" ? directory : directory == "/" ? path : directory + path;
}
