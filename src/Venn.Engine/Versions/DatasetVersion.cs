using Venn.Bitmaps;
using Venn.Engine.Query;
using Venn.Engine.Query.Explaining;
using Venn.Engine.Query.Facets;
using Venn.Engine.Query.Samples;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Copying;
using Venn.Engine.Versions.Proving;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions;

/// <summary>
/// A dataset at one commit: everything a reader needs, immutable. Bodies are read as the masks show them. Threads: safe;
/// readers take no locks and are not held up by writers.
/// </summary>
public sealed class DatasetVersion
{
    private readonly EngineContext context;
    private Held? held;

    internal DatasetVersion(
        EngineContext context, Dataset dataset, Commit commit, DatasetState? state, DatasetVersion? whole = null)
    {
        this.context = context;
        Whole = whole ?? this;
        Dataset = dataset;
        Commit = commit;
        held = state is null ? null : new Held(state, context.Erased.Epoch);
    }

    public Dataset Dataset { get; }

    public Commit Commit { get; }

    /// <summary>The version that this one is a slice of; itself when it is none.</summary>
    public DatasetVersion Whole { get; }

    /// <summary>Whether a rule of retention has given its state up. Who made the commit and when is still known.</summary>
    public bool IsForgotten => context.Retention.IsForgotten(Commit.Id);

    /// <exception cref="CommitForgottenException">A rule of retention has given it up.</exception>
    public void ThrowIfForgotten() => context.History.ThrowIfForgotten(Commit.Id);

    /// <summary>Cost: nothing for a head of this process; else a checkpoint and at most some hundred deltas, once.</summary>
    /// <exception cref="CommitForgottenException">A rule of retention has given it up.</exception>
    /// <remarks>One state for the whole of its life, but for what is erased meanwhile.</remarks>
    public DatasetState State
    {
        get
        {
            var epoch = context.Erased.Epoch;
            var seen = Volatile.Read(ref held);
            if (seen is null || seen.Epoch != epoch)
            {
                seen = new Held(
                    seen is null || context.Erased.Meets(seen.State) ? Resolve(seen?.State) : seen.State, epoch);
                Volatile.Write(ref held, seen);
            }

            return seen.State;
        }
    }

    private DatasetState Resolve(DatasetState? before)
    {
        if (ReferenceEquals(Whole, this) || before is null)
        {
            return context.History.Resolve(Commit.Id);
        }

        // What was erased of the whole is gone from its part.
        var whole = Whole.State;
        return new DatasetState
        {
            Items = before.Items.And(whole.Items), Annotations = before.Annotations.And(whole.Annotations),
            Masks = [.. before.Masks.Select((mask, i) => mask.And(whole.Masks[i]))],
        };
    }

    /// <summary>
    /// A slice of this version, as a version that every read takes: the items, the directories above them and their
    /// annotations; what a clone of them would hold. Its commit is the whole version's.
    /// </summary>
    /// <param name="filter">Null for all items.</param>
    /// <param name="sample">Of those items; null for all of them.</param>
    /// <exception cref="InvalidRequestException">The sample is out of its bounds, or has too many strata.</exception>
    public DatasetVersion Narrow(Filter? filter, Sample? sample, CancellationToken cancellationToken = default) => new(
        context, Dataset, Commit, Slice.Take(context, State, filter, sample, withAnnotations: true, [], cancellationToken), Whole);

    public Revision? FindItem(Lineage lineage) => Find(Relation.Items, lineage);

    /// <summary>The item at a path, which is unique in a state.</summary>
    public Revision? FindItem(string path) =>
        context.ItemSegments.TryFindPath(State.Items, path, out var number)
            ? context.Read(State, Relation.Items, number)
            : null;

    public Revision? FindAnnotation(Lineage lineage) => Find(Relation.Annotations, lineage);

    /// <summary>Annotations of an item, by lineage.</summary>
    public IReadOnlyList<Revision> ReadAnnotations(Lineage item)
    {
        var numbers = new List<RevisionNumber>();
        context.AnnotationSegments.FindByItem(State.Annotations, item, numbers);
        return [.. numbers.Select(n => context.Read(State, Relation.Annotations, n)).OrderBy(r => r.Lineage)];
    }

    /// <summary>Revisions by number, in the order given; each a member of the state.</summary>
    public IReadOnlyList<Revision> Read(Relation relation, IReadOnlyList<RevisionNumber> numbers)
    {
        var revisions = new Revision[numbers.Count];
        for (var i = 0; i < revisions.Length; i++)
        {
            revisions[i] = context.Read(State, relation, numbers[i]);
        }

        return revisions;
    }

    /// <summary>Paths of items by number, in the order given; no body is read for them.</summary>
    public IReadOnlyList<string> ReadPaths(IReadOnlyList<RevisionNumber> numbers) =>
        [.. numbers.Select(number => context.ItemSegments.GetPath(number))];

    /// <summary>Streams the members of a set, in number order.</summary>
    public IEnumerable<Revision> Read(Relation relation, RoaringBitmap set) =>
        set.Select(n => context.Read(State, relation, new RevisionNumber((long)n)));

    /// <summary>The set that a filter selects.</summary>
    public RoaringBitmap Select(Relation relation, Filter filter, CancellationToken cancellationToken = default) =>
        context.Query.Select(State, relation, filter, cancellationToken);

    public QueryPage Query(Relation relation, QueryRequest request, CancellationToken cancellationToken = default) =>
        context.Query.Page(State, relation, request, cancellationToken);

    /// <summary>The same page, and how it was found: step by step, what was skipped, scanned, looked up, read, and how long it took.</summary>
    public QueryPlan Explain(Relation relation, QueryRequest request, CancellationToken cancellationToken = default) =>
        context.Query.Explain(State, relation, request, cancellationToken);

    /// <summary>How many annotations each of these items has.</summary>
    public int[] CountAnnotations(IReadOnlyList<Lineage> items) => context.Query.CountAnnotations(State, items.ToArray());

    /// <summary>How many of the items have at least one annotation.</summary>
    public long CountAnnotatedItems() => context.Query.CountAnnotatedItems(State);

    /// <summary>How many members of a set have each value of a field; an array counts once for each of its elements.</summary>
    public IReadOnlyList<(FieldValue Value, long Count)> CountByValue(Relation relation, RoaringBitmap set, FieldPath field) =>
        context.Query.CountByValue(State, relation, set, field);

    /// <summary>Counts by value, histograms, values that stand together, and totals of a slice, all in one reading.</summary>
    /// <exception cref="InvalidRequestException">A facet is out of its bounds, or has too many different values.</exception>
    public FacetAnswer Facet(FacetRequest request, CancellationToken cancellationToken = default) =>
        context.Query.Facet(State, request, cancellationToken);

    /// <summary>The format of digests: those of another cannot be compared with these.</summary>
    public const int DigestFormat = PartDigests.FormatVersion;

    /// <summary>
    /// SHA-256 over the content alone (paths, binaries, metadata, annotations), in an order that content gives: the same
    /// on every machine. Cost: 32 bytes hashed a revision; the digests of revisions are kept, and made at the first use.
    /// </summary>
    /// <exception cref="RevisionGoneException">It was given up by a rule of retention, and collected.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed, or was meanwhile.</exception>
    public ContentHash ComputeDigest(CancellationToken cancellationToken = default) =>
        OfWhatIsLeft(state => context.Proofs.Compute(state, cancellationToken));

    /// <summary>The same from the bodies alone: nothing that was computed before is believed. Cost: reads every body once.</summary>
    public ContentHash RecomputeDigest(CancellationToken cancellationToken = default) =>
        OfWhatIsLeft(state => StateParts.Recompute(context, state, cancellationToken));

    /// <summary>What is erased while it is being read is left out from then on: then it is read again.</summary>
    private T OfWhatIsLeft<T>(Func<DatasetState, T> read)
    {
        for (var state = State; ;)
        {
            try
            {
                return read(state);
            }
            catch (RevisionGoneException) when (!ReferenceEquals(State, state))
            {
                state = State;
            }
        }
    }

    private sealed record Held(DatasetState State, int Epoch);

    private Revision? Find(Relation relation, Lineage lineage) =>
        context.SegmentsOf(relation).TryFindLineage(State[relation], lineage, out var number)
            ? context.Read(State, relation, number)
            : null;
}
