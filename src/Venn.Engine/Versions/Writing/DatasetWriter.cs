using System.Runtime.InteropServices;
using System.Text;
using Venn.Bitmaps;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Writing;

/// <summary>
/// The edit under way inside <see cref="Dataset.WriteAsync"/>: reads see what it has written so far. One thread; not to
/// be kept. Invariants: at most one live revision of a lineage; no two items with one path; every annotation's item is
/// in the state.
/// </summary>
public sealed class DatasetWriter
{
    private const int PathShownMax = 60;

    private readonly EngineContext context;
    private readonly RelationEdit items;
    private readonly RelationEdit annotations;
    private readonly Dictionary<string, Lineage> pathsAdded = new(StringComparer.Ordinal);
    private readonly Dictionary<Lineage, List<Lineage>> annotationsAdded = [];

    internal DatasetWriter(EngineContext context, DatasetVersion @base)
    {
        this.context = context;
        Base = @base;
        items = new RelationEdit(context, Relation.Items, @base.Dataset.Ordinal, @base.State);
        annotations = new RelationEdit(context, Relation.Annotations, @base.Dataset.Ordinal, @base.State);
    }

    /// <summary>The version the edit started from.</summary>
    public DatasetVersion Base { get; }

    /// <summary>Documents (and the like) to be written in the same transaction as the commit.</summary>
    public CatalogBatch Along { get; } = new();

    internal RelationEdit Items => items;

    internal RelationEdit Annotations => annotations;

    public Identity NewIdentity() => context.Identities.Next();

    public Revision? FindItem(Lineage lineage) => items.Find(lineage);

    public Revision? FindItem(string path)
    {
        if (pathsAdded.TryGetValue(path, out var added) && items.Find(added) is { } pending && pending.Path == path)
        {
            return pending;
        }

        return context.ItemSegments.TryFindPath(Base.State.Items, path, out var number) && items.IsUntouched(number)
            ? context.Read(Base.State, Relation.Items, number)
            : null;
    }

    public Revision? FindAnnotation(Lineage lineage) => annotations.Find(lineage);

    /// <summary>Annotations of an item, by lineage.</summary>
    public IReadOnlyList<Revision> ReadAnnotations(Lineage item)
    {
        var numbers = new List<RevisionNumber>();
        context.AnnotationSegments.FindByItem(Base.State.Annotations, item, numbers);
        var found = numbers.Where(annotations.IsUntouched)
            .Select(n => context.Read(Base.State, Relation.Annotations, n)).ToList();
        foreach (var lineage in annotationsAdded.GetValueOrDefault(item) ?? [])
        {
            if (annotations.FindPending(lineage) is { } pending && pending.Item == item)
            {
                found.Add(pending);
            }
        }

        found.Sort((a, b) => a.Lineage.CompareTo(b.Lineage));
        return found;
    }

    /// <summary>The set that a filter selects from the state as edited so far.</summary>
    public RoaringBitmap Select(Relation relation, Filter filter, CancellationToken cancellationToken = default) =>
        context.Query.Select(Flush(), relation, filter, cancellationToken);

    /// <summary>Streams the members of a set of the state as edited so far, in number order.</summary>
    public IEnumerable<Revision> Read(Relation relation, RoaringBitmap set)
    {
        var state = Flush();
        return set.Select(n => context.Read(state, relation, new RevisionNumber((long)n)));
    }

    /// <summary>Adds an item: its lineage must be new to the state. Missing parent directories are for the caller to add.</summary>
    /// <exception cref="PathTakenException">Another item of the state has the path.</exception>
    /// <exception cref="InvalidRequestException">The state has the lineage already, or the path is too long.</exception>
    public Revision AddItem(Revision item)
    {
        RequireFreePath(item.Path);
        var added = items.Add(item);
        pathsAdded[added.Path] = added.Lineage;
        return added;
    }

    /// <summary>Puts a new revision in the place of the lineage's present one.</summary>
    /// <exception cref="PathTakenException">Another item of the state has the new path.</exception>
    /// <exception cref="ItemNotInDatasetException">The state does not have the lineage.</exception>
    public Revision UpdateItem(Revision item)
    {
        var present = items.Find(item.Lineage) ?? throw new ItemNotInDatasetException(item.Lineage);
        if (present.Path != item.Path)
        {
            RequireFreePath(item.Path);
        }

        var updated = items.Replace(item);
        pathsAdded[updated.Path] = updated.Lineage;
        return updated;
    }

    /// <summary>Removes items and their annotations. A revision that this edit has replaced or removed is passed over.</summary>
    public void RemoveItems(RoaringBitmap revisions)
    {
        foreach (var number in revisions)
        {
            var item = new RevisionNumber((long)number);
            if (!items.TryGetLive(item, out var lineage))
            {
                continue;
            }

            foreach (var annotation in ReadAnnotationNumbers(lineage))
            {
                annotations.Remove(annotation);
            }

            items.Remove(item);
        }
    }

    /// <summary>Adds an annotation whose item is in the state.</summary>
    /// <exception cref="ItemNotInDatasetException">Its item is not in the state.</exception>
    public Revision AddAnnotation(Revision annotation)
    {
        if (!items.Contains(annotation.Item))
        {
            throw new ItemNotInDatasetException(annotation.Item);
        }

        var added = annotations.Add(annotation);
        RememberAnnotation(added);
        return added;
    }

    /// <summary>Puts a new revision in the place of the lineage's present one.</summary>
    /// <exception cref="InvalidRequestException">The state does not have the lineage, or has it on another item.</exception>
    public Revision UpdateAnnotation(Revision annotation)
    {
        if (annotations.TryFindItem(annotation.Lineage, out var item) && item != annotation.Item)
        {
            throw new InvalidRequestException(
                $"Annotation {annotation.Lineage} is on item {item}: it cannot be moved to item {annotation.Item}. Add a new one there.");
        }

        var updated = annotations.Replace(annotation);
        RememberAnnotation(updated);
        return updated;
    }

    public void RemoveAnnotations(RoaringBitmap revisions)
    {
        foreach (var number in revisions)
        {
            annotations.Remove(new RevisionNumber((long)number));
        }
    }

    /// <summary>Makes everything written so far searchable, and returns the state as edited so far.</summary>
    internal DatasetState Flush()
    {
        FlushRevisions();
        return Delta().ApplyTo(Base.State, context.Masks);
    }

    internal bool HasPath(string path) =>
        (pathsAdded.TryGetValue(path, out var added) && items.FindPending(added) is { } pending && pending.Path == path)
        || (context.ItemSegments.TryFindPath(Base.State.Items, path, out var number) && items.IsUntouched(number));

    internal void FlushRevisions()
    {
        items.Flush();
        annotations.Flush();
    }

    internal StateDelta Delta() => StateDelta.None(context.Masks.Length) with
    {
        Items = items.ToDelta(),
        Annotations = annotations.ToDelta(),
    };

    /// <summary>Numbers of the live annotations of an item, those of this edit among them.</summary>
    private List<RevisionNumber> ReadAnnotationNumbers(Lineage item)
    {
        var numbers = new List<RevisionNumber>();
        context.AnnotationSegments.FindByItem(Base.State.Annotations, item, numbers);
        numbers.RemoveAll(n => !annotations.IsUntouched(n));
        foreach (var lineage in annotationsAdded.GetValueOrDefault(item) ?? [])
        {
            if (annotations.FindPending(lineage) is { } pending && pending.Item == item && !numbers.Contains(pending.Number))
            {
                numbers.Add(pending.Number);
            }
        }

        return numbers;
    }

    private void RememberAnnotation(Revision annotation)
    {
        ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(annotationsAdded, annotation.Item, out _);
        list ??= [];
        if (!list.Contains(annotation.Lineage))
        {
            list.Add(annotation.Lineage);
        }
    }

    private void RequireFreePath(string path)
    {
        // A UTF-16 character is three bytes of UTF-8 at the most: few paths need to be counted.
        if (path.Length > Revision.PathMaxBytes / 3 && Encoding.UTF8.GetByteCount(path) > Revision.PathMaxBytes)
        {
            throw new InvalidRequestException(
                $"The path '{path[..PathShownMax]}…' would be longer than {Revision.PathMaxBytes} bytes. Choose a shorter directory.");
        }

        if (HasPath(path))
        {
            throw new PathTakenException(path);
        }
    }
}
