using System.Text.Json;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Copying;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Versions.Merging;

/// <summary>Collects what a merge makes: revisions, renamings, conflicts, counts. One thread.</summary>
internal sealed class MergeOutput(EngineContext context, DatasetOrdinal dataset)
{
    private readonly List<Revision> items = [];
    private readonly List<Revision> annotations = [];
    private readonly List<RenamedItem> renamed = [];
    private readonly List<MergeConflict> conflicts = [];
    private readonly List<MatchedItem> matched = [];
    private readonly List<AmbiguousMatch> ambiguous = [];
    private readonly HashSet<(bool IsAnnotation, RevisionNumber Number)> made = [];
    private (int Items, int Annotations) flushed;

    public IReadOnlyList<MergeConflict> Conflicts => conflicts;

    public long AddedCount { get; private set; }

    public long MergedCount { get; private set; }

    public void AddConflict(MergeConflict conflict) => conflicts.Add(conflict);

    public void AddRenamed(RenamedItem item) => renamed.Add(item);

    public void AddMatched(MatchedItem item)
    {
        matched.Add(item);
        MergedCount++;
    }

    public void AddAmbiguous(AmbiguousMatch match) => ambiguous.Add(match);

    public void CountPlaced(bool isNew) => AddedCount += isNew ? 1 : 0;

    public void CountMerged(long count) => MergedCount += count;

    /// <summary>Gives a revision its number.</summary>
    public Revision Add(Relation relation, Revision revision)
    {
        var numbered = revision with { Number = context.NumbersOf(relation).Next(dataset) };
        (relation == Relation.Items ? items : annotations).Add(numbered);
        made.Add((relation == Relation.Annotations, numbered.Number));
        return numbered;
    }

    /// <summary>Makes what was added searchable, for the next side to be merged into it.</summary>
    public void Flush()
    {
        Flush(Relation.Items, items, flushed.Items);
        Flush(Relation.Annotations, annotations, flushed.Annotations);
        flushed = (items.Count, annotations.Count);
    }

    /// <summary>What the result holds; one that a later side has taken the place of was in no version, and leaves no trace.</summary>
    /// <param name="sequence">That of the commit they become part of.</param>
    /// <param name="state">The result.</param>
    public List<RevisionBlockRecord> Encode(long sequence, DatasetState state) =>
    [
        .. Encode(Relation.Items, items, sequence, state),
        .. Encode(Relation.Annotations, annotations, sequence, state),
    ];

    /// <summary>Forgets what is in memory of it: the commit is durable, or was given up.</summary>
    public void Settle()
    {
        Settle(Relation.Items, items);
        Settle(Relation.Annotations, annotations);
    }

    /// <exception cref="MergeConflictException">A conflict is settled neither by a choice nor by the policy.</exception>
    public void ThrowIfUnsettled()
    {
        List<MergeConflict> open = [.. conflicts.Where(c => !c.IsSettled)];
        if (open.Count > 0)
        {
            throw new MergeConflictException(open);
        }
    }

    /// <summary>
    /// Whether the later side's revision was written later: by the first stamp that tells, else by number. Numbers are leased
    /// dataset by dataset, so one of the merge's own may be small: it is younger than all there was.
    /// </summary>
    public bool IsLater(Revision ours, Revision theirs)
    {
        foreach (var path in context.StampPaths)
        {
            var order = string.CompareOrdinal(StampOf(ours, path), StampOf(theirs, path));
            if (order != 0)
            {
                return order < 0;
            }
        }

        return theirs.Number.Value > ours.Number.Value && !made.Contains((!ours.Item.IsNone, ours.Number));
    }

    public MergeReport Report(DatasetState state) => new()
    {
        ItemsCount = state.Items.Cardinality,
        AnnotationsCount = state.Annotations.Cardinality,
        MergedItemsCount = MergedCount,
        AddedItemsCount = AddedCount,
        Renamed = renamed,
        Matched = matched,
        Ambiguous = ambiguous,
        Conflicts = conflicts,
    };

    private IEnumerable<RevisionBlockRecord> Encode(Relation relation, List<Revision> made, long sequence, DatasetState state) =>
        RevisionBlockCodec.Encode(
            relation, [.. made.Where(r => state[relation].Contains((ulong)r.Number.Value))], new CommitId(dataset, sequence));

    private static string StampOf(Revision revision, string path)
    {
        using var document = JsonDocument.Parse(revision.Body);
        var element = document.RootElement;
        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return "";
            }
        }

        return element.ToString();
    }

    private void Flush(Relation relation, List<Revision> revisions, int from)
    {
        if (from < revisions.Count)
        {
            var fresh = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(revisions)[from..];
            context.Log.AddInFlight(relation, fresh);
            context.SegmentsOf(relation).Append(fresh);
        }
    }

    private void Settle(Relation relation, List<Revision> revisions)
    {
        if (revisions.Count > 0)
        {
            context.Log.RemoveInFlight(relation, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(revisions));
            context.Sealing.Add(relation, context.NumbersOf(relation).Settle(revisions.Select(r => r.Number)));
        }
    }
}
