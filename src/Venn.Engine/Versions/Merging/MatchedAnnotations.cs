using Venn.Engine.Revisions;
using Venn.Engine.Versions.Proving;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Merging;

/// <summary>
/// Brings the annotations of matched items over: each as a copy that remembers its source, by which it is known when the
/// merge is repeated. One that is there in all but its stamps already is not doubled.
/// </summary>
internal sealed class MatchedAnnotations(
    EngineContext context, MergeRules rules, MergeOutput output, DatasetState ours, DatasetState theirs, DatasetState @base,
    DatasetOrdinal theirDataset)
{
    private readonly RevisionDigester digester = context.Digests.NewDigester();
    private readonly List<ulong> added = [];
    private readonly List<ulong> removed = [];
    private readonly List<Revision> copies = [];

    /// <summary>What the later side's annotations are called here.</summary>
    private readonly Dictionary<Lineage, Lineage> names = [];

    /// <summary>The later side's annotations that were looked at.</summary>
    public List<ulong> Seen { get; } = [];

    /// <summary>Those of the origin.</summary>
    public List<ulong> Known { get; } = [];

    public void Add(Lineage item, Lineage theirItem)
    {
        if (!rules.WithAnnotations)
        {
            return;
        }

        var mine = Read(ours, item);
        var bySource = mine.Where(a => !a.Source.IsNone).GroupBy(a => a.Source).ToDictionary(g => g.Key, g => g.First());
        var known = Read(@base, theirItem).ToDictionary(a => a.Lineage);
        Known.AddRange(known.Values.Select(a => (ulong)a.Number.Value));
        var others = Read(theirs, theirItem);
        Seen.AddRange(others.Select(a => (ulong)a.Number.Value));
        var alike = mine.Where(a => !others.Exists(o => o.Lineage == a.Source)).GroupBy(DigestOf)
            .ToDictionary(g => g.Key, g => new Queue<Revision>(g));
        foreach (var other in others)
        {
            var old = known.GetValueOrDefault(other.Lineage);
            if (bySource.TryGetValue(other.Lineage, out var copy))
            {
                names[other.Lineage] = copy.Lineage;
                Settle(old, copy, other);
            }
            else if (alike.TryGetValue(DigestOf(other), out var same) && same.TryDequeue(out var twin))
            {
                names[other.Lineage] = twin.Lineage;
            }
            else if (old is not null && alike.TryGetValue(DigestOf(old), out same) && same.TryDequeue(out twin))
            {
                // One that both had, and that changed on the later side since.
                names[other.Lineage] = twin.Lineage;
                Settle(old, twin, other);
            }
            else if (old is null || TakesBack(old, other))
            {
                Copy(item, other);
            }
        }

        foreach (var gone in known.Values.Where(a => !others.Exists(o => o.Lineage == a.Lineage)))
        {
            if (bySource.TryGetValue(gone.Lineage, out var copy) && TakesAway(gone, copy))
            {
                removed.Add((ulong)copy.Number.Value);
            }
        }
    }

    /// <summary>Numbers what comes, with its references following what they name.</summary>
    public (List<ulong> Added, List<ulong> Removed) Finish()
    {
        var follow = new References(context.ReferencePaths);
        foreach (var copy in copies)
        {
            var body = follow.Rewrite(copy.Body, text =>
                LineageReference.TryParse(text, out var named) && names.TryGetValue(named, out var here)
                    ? LineageReference.Format(here)
                    : null);
            added.Add((ulong)output.Add(Relation.Annotations, copy with { Body = body }).Number.Value);
        }

        return (added, removed);
    }

    private void Copy(Lineage item, Revision other)
    {
        var lineage = context.Identities.Next().Lineage;
        names[other.Lineage] = lineage;
        copies.Add(other with { Lineage = lineage, Item = item, Source = other.Lineage, SourceDataset = theirDataset });
    }

    /// <summary>A copy that was made before, and what became of its source meanwhile.</summary>
    private void Settle(Revision? old, Revision mine, Revision other)
    {
        if ((old is not null && IsAlike(old, other)) || IsAlike(mine, other))
        {
            return;
        }

        var choice = rules.ChoiceFor(Relation.Annotations, mine.Lineage);
        bool IsLater() => output.IsLater(mine, other);
        var merge = new BodyMerge(rules, choice, IsLater, context.StampPaths);
        var merged = merge.Merge(old?.Body, mine.Body, other.Body);
        var body = merged.IsOurs ? null : (ReadOnlyMemory<byte>?)merged.Json;
        if (merge.Conflicts.Count > 0 && rules.IsUnion)
        {
            Copy(mine.Item, other);
            return;
        }

        if (merge.Conflicts.Count > 0)
        {
            output.AddConflict(
                new MergeConflict(Relation.Annotations, mine.Lineage, old, mine, other, merge.Conflicts, merge.IsSettled)
                {
                    Settled = merge.Settled,
                });
            if (choice is not { Fields.Count: > 0 })
            {
                body = (choice?.Whole ?? rules.Default(IsLater)) == MergeSide.Theirs ? other.Body : null;
            }
        }

        if (body is { } changed)
        {
            removed.Add((ulong)mine.Number.Value);
            copies.Add(mine with { Body = changed });
        }
    }

    /// <summary>Whether one that was copied before and deleted here comes back.</summary>
    private bool TakesBack(Revision old, Revision other)
    {
        if (rules.IsUnion)
        {
            return true;
        }

        return !IsAlike(old, other) && SettleDeletion(other.Lineage, old, null, other, theirsIsLater: true) == MergeSide.Theirs;
    }

    /// <summary>Whether one whose source was deleted goes too.</summary>
    private bool TakesAway(Revision old, Revision copy)
    {
        if (rules.IsUnion)
        {
            return false;
        }

        return IsAlike(old, copy) || SettleDeletion(copy.Lineage, old, copy, null, theirsIsLater: false) == MergeSide.Theirs;
    }

    private MergeSide? SettleDeletion(Lineage lineage, Revision old, Revision? mine, Revision? other, bool theirsIsLater)
    {
        var settled = SettledField.Of(
            "", rules.ChoiceFor(Relation.Annotations, lineage)?.Whole, () => rules.Default(() => theirsIsLater));
        output.AddConflict(new MergeConflict(Relation.Annotations, lineage, old, mine, other, [], settled is not null)
        {
            Settled = settled is { } known ? [known] : [],
        });
        return settled?.Side;
    }

    private bool IsAlike(Revision left, Revision right) => DigestOf(left) == DigestOf(right);

    private ContentHash DigestOf(Revision annotation)
    {
        Span<byte> digest = stackalloc byte[RevisionDigester.SizeBytes];
        digester.Digest(Relation.Annotations, annotation, digest);
        return ContentHash.FromBytes(digest);
    }

    private List<Revision> Read(DatasetState state, Lineage item)
    {
        var numbers = new List<RevisionNumber>();
        context.AnnotationSegments.FindByItem(state.Annotations, item, numbers);
        return [.. numbers.Select(n => context.Read(state, Relation.Annotations, n)).OrderBy(a => a.Lineage)];
    }
}
