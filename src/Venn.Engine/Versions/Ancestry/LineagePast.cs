using Venn.Engine.Revisions;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Versions.Ancestry;

/// <summary>
/// Every revision of one lineage, and what each of them took the place of. That is told by the commit that wrote it: its
/// delta names what left its first parent's state. Only at a merge are the other parents' states looked at. One thread.
/// </summary>
internal sealed class LineagePast
{
    private readonly EngineContext context;
    private readonly Relation relation;
    private readonly Lineage lineage;
    private readonly SortedDictionary<long, Written> byNumber = [];

    public LineagePast(EngineContext context, Relation relation, Lineage lineage)
    {
        this.context = context;
        this.relation = relation;
        this.lineage = lineage;
        var numbers = new List<RevisionNumber>();
        context.SegmentsOf(relation).FindAll(lineage, numbers);
        foreach (var number in numbers)
        {
            if (context.Log.Find(relation, number) is { } revision && context.History.FindCommit(revision.Origin) is { } commit)
            {
                byNumber[number.Value] = new Written(revision, commit);
            }
        }
    }

    public int Count => byNumber.Count;

    /// <summary>By number.</summary>
    public IEnumerable<Written> All => byNumber.Values;

    public Written? Find(RevisionNumber number) => byNumber.GetValueOrDefault(number.Value);

    /// <summary>What stood for the lineage in each parent of the commit that wrote a revision, where it was there.</summary>
    public IEnumerable<Written> Before(Written written)
    {
        var parents = written.Commit.Parents;
        if (parents.Count == 0)
        {
            yield break;
        }

        if (context.Retention.IsForgotten(Commit.ToId(written.Commit.Key)))
        {
            // What the commit changed is not told any more: the newest that is left of what it descends from will do.
            if (NewestReachedFrom(Commit.ToId(parents[0])) is { } left)
            {
                yield return left;
            }

            yield break;
        }

        var removed = StateDeltaCodec.Decode(written.Commit.Delta.Span, context.Masks.Length)[relation].Removed;
        if (!removed.IsEmpty && byNumber.Values.FirstOrDefault(w => removed.Contains((ulong)w.Revision.Number.Value)) is { } replaced)
        {
            yield return replaced;
        }

        foreach (var parent in parents.Skip(1).Select(Commit.ToId))
        {
            if (context.Retention.IsForgotten(parent))
            {
                // Its state is not kept: the newest of what it descends from stood there, unless it was rolled back.
                if (NewestReachedFrom(parent) is { } likely)
                {
                    yield return likely;
                }

                continue;
            }

            var state = context.History.Resolve(parent);
            if (context.SegmentsOf(relation).TryFindLineage(state[relation], lineage, out var number) && Find(number) is { } other)
            {
                yield return other;
            }
        }
    }

    private Written? NewestReachedFrom(CommitId commit)
    {
        var reach = new JointGraph(context.Catalog).Reach(commit);
        return byNumber.Values
            .Where(w => reach.TryGetValue(w.Revision.Origin.Dataset, out var reached) && w.Revision.Origin.Sequence <= reached)
            .MaxBy(w => (w.Commit.Generation, w.Commit.CreatedAtMs));
    }

    /// <param name="Revision">As it was written.</param>
    /// <param name="Commit">That wrote it.</param>
    public sealed record Written(Revision Revision, CommitRecord Commit);
}
