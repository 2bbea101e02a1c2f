using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;

namespace Venn.Engine.Maintenance.Erasure;

/// <summary>
/// Finds every stored revision of some items and annotations, of their copies and of the items' annotations, whatever holds them or nothing.
/// Reads the catalog, not what is derived from it. Cost: every revision twice. One thread.
/// </summary>
internal sealed class ErasureScan
{
    private ErasureScan()
    {
    }

    /// <summary>Lineages of items and annotations, which have none in common: those given, and the copies.</summary>
    public RoaringBitmap Lineages { get; private set; } = RoaringBitmap.Empty;

    /// <summary>By number of a revision: its lineage.</summary>
    public Dictionary<ulong, Lineage> Items { get; } = [];

    public Dictionary<ulong, Lineage> Annotations { get; } = [];

    public HashSet<ContentHash> Contents { get; } = [];

    /// <summary>Paths that the items ever had.</summary>
    public HashSet<string> Paths { get; } = new(StringComparer.Ordinal);

    public RoaringBitmap ItemNumbers => SetOf(Items);

    public RoaringBitmap AnnotationNumbers => SetOf(Annotations);

    public static ErasureScan Run(
        EngineContext context, RoaringBitmap wanted, Func<Revision, IEnumerable<Lineage>>? derived, CancellationToken cancellationToken)
    {
        var lineages = WithCopies(context, wanted, cancellationToken);
        for (var before = RoaringBitmap.Empty; derived is not null && lineages.Cardinality > before.Cardinality;)
        {
            before = lineages;
            lineages = WithCopies(context, WithDerived(context, lineages, derived, cancellationToken), cancellationToken);
        }

        var scan = new ErasureScan { Lineages = lineages };
        foreach (var revision in ReadAll(context, Relation.Items, cancellationToken))
        {
            if (scan.Lineages.Contains((ulong)revision.Lineage.Value))
            {
                scan.Items[(ulong)revision.Number.Value] = revision.Lineage;
                scan.Paths.Add(revision.Path);
                if (!revision.Content.IsNone)
                {
                    scan.Contents.Add(revision.Content);
                }
            }
        }

        foreach (var revision in ReadAll(context, Relation.Annotations, cancellationToken))
        {
            if (scan.Lineages.Contains((ulong)revision.Item.Value) || scan.Lineages.Contains((ulong)revision.Lineage.Value))
            {
                scan.Annotations[(ulong)revision.Number.Value] = revision.Lineage;
            }
        }

        return scan;
    }

    private static RoaringBitmap WithCopies(EngineContext context, RoaringBitmap wanted, CancellationToken cancellationToken)
    {
        var copies = new Dictionary<Lineage, HashSet<Lineage>>();
        foreach (var revision in ReadAll(context, Relation.Items, cancellationToken)
            .Concat(ReadAll(context, Relation.Annotations, cancellationToken)))
        {
            if (!revision.Source.IsNone)
            {
                if (!copies.TryGetValue(revision.Source, out var list))
                {
                    copies.Add(revision.Source, list = []);
                }

                list.Add(revision.Lineage);
            }
        }

        var found = new HashSet<Lineage>(wanted.Select(l => new Lineage((long)l)));
        var work = new Queue<Lineage>(found);
        while (work.TryDequeue(out var lineage))
        {
            foreach (var copy in copies.GetValueOrDefault(lineage) ?? [])
            {
                if (found.Add(copy))
                {
                    work.Enqueue(copy);
                }
            }
        }

        return RoaringBitmap.FromSorted([.. found.Select(l => (ulong)l.Value).Order()]);
    }

    private static RoaringBitmap WithDerived(
        EngineContext context, RoaringBitmap lineages, Func<Revision, IEnumerable<Lineage>> derived, CancellationToken cancellationToken)
    {
        var found = lineages;
        foreach (var revision in ReadAll(context, Relation.Items, cancellationToken))
        {
            if (lineages.Contains((ulong)revision.Lineage.Value))
            {
                found = derived(revision).Aggregate(found, (set, lineage) => set.Add((ulong)lineage.Value));
            }
        }

        return found;
    }

    public static IEnumerable<Revision> ReadAll(EngineContext context, Relation relation, CancellationToken cancellationToken)
    {
        // In spans: an open read keeps the log from being emptied.
        const int Span = 1 << 16;
        for (long first = 0; first < context.Catalog.ReadRevisionEnd(relation); first += Span)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var revision in context.Log.Read(relation, new RevisionNumber(first), new RevisionNumber(first + Span)))
            {
                yield return revision;
            }
        }
    }

    private static RoaringBitmap SetOf(Dictionary<ulong, Lineage> numbers) =>
        RoaringBitmap.FromSorted([.. numbers.Keys.Order()]);
}
