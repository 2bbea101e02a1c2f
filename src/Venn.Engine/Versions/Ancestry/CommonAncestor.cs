using Venn.Engine.Revisions;
using Venn.Engine.Versions.Merging;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Ancestry;

/// <summary>
/// Finds what the sides of a merge have in common: the newest common ancestors, and of older ones what a newer one did not
/// hand down, for a clone on the way left it behind, but that came by another way. One thread, one merge.
/// </summary>
/// <remarks>Why older ones count, and which can be passed over without a look at their states: docs/design/versions.md.</remarks>
internal sealed class CommonAncestor
{
    private readonly EngineContext context;
    private readonly JointGraph graph;
    private readonly IReadOnlyList<CommitId> ours;
    private readonly CommitId theirs;
    private readonly List<Found> newest = [];
    private readonly Dictionary<(CommitId, bool), JointGraph.Detour> detours = [];
    private readonly Dictionary<CommitId, Dictionary<DatasetOrdinal, long>> reaches = [];

    private CommonAncestor(EngineContext context, IReadOnlyList<CommitId> ours, CommitId theirs)
    {
        this.context = context;
        this.ours = ours;
        this.theirs = theirs;
        graph = new JointGraph(context.Catalog);
    }

    /// <summary>
    /// What several commits together have in common with another, as if they were merged already: what came to one of them
    /// has come.
    /// </summary>
    /// <returns>None when they are unrelated.</returns>
    public static List<AncestorState> FindAll(EngineContext context, IReadOnlyList<CommitId> ours, CommitId theirs) =>
        new CommonAncestor(context, ours, theirs).Find();

    private List<AncestorState> Find()
    {
        var left = graph.Reach(ours);
        var right = graph.Reach(theirs);
        var meetings = left.Where(l => right.ContainsKey(l.Key))
            .ToDictionary(l => l.Key, l => Math.Min(l.Value, right[l.Key]));
        var older = new List<CommitId>();
        foreach (var meeting in ByGeneration(meetings.Select(m => new CommitId(m.Key, m.Value))))
        {
            if (newest.Exists(n => Covers(n.State.Commit, meeting)))
            {
                older.Add(meeting);
            }
            else
            {
                newest.Add(Read(meeting));
            }
        }

        if (newest.TrueForAll(n => n.IsHandedWhole) && older.Count == 0)
        {
            return [.. newest.Select(n => n.State)];
        }

        older.AddRange(graph.Exits(left).Concat(graph.Exits(right)).Concat(ours).Append(theirs)
            .Where(e => meetings.TryGetValue(e.Dataset, out var sequence) && e.Sequence < sequence));
        return [.. newest.Select(n => n.State), .. ReadOlder(older)];
    }

    private IEnumerable<AncestorState> ReadOlder(IEnumerable<CommitId> commits)
    {
        List<CommitId> older = [.. ByGeneration(commits.Distinct().Where(c => !context.Retention.IsForgotten(c)))];
        foreach (var commit in older.Where(MayAdd))
        {
            var found = Read(commit);
            var state = found.State;
            foreach (var newer in newest.Select(n => n.State.Commit).Concat(older).Where(n => n != commit && Covers(n, commit)))
            {
                state = WithoutDeletedIn(newer, found.Way, state);
            }

            yield return state;
        }
    }

    /// <summary>Without what had come to a newer common ancestor and is not there: both sides have seen it deleted.</summary>
    private AncestorState WithoutDeletedIn(CommitId newer, AncestorWay way, AncestorState state)
    {
        if (way.CarryTo(newer) is not { } carried)
        {
            return state;
        }

        var whole = context.History.Resolve(newer);
        return state.Without(
            context.Masks,
            MergeOrigin.Missing(context, Relation.Items, whole.Items, carried.Items),
            MergeOrigin.Missing(context, Relation.Annotations, whole.Annotations, carried.Annotations));
    }

    /// <summary>
    /// Whether something may have come from an older ancestor to a side that no newer one handed down to it: that takes a way
    /// around each newer one that leaves something behind, or was left something out of.
    /// </summary>
    private bool MayAdd(CommitId older)
    {
        AncestorWay? way = null;
        foreach (var newer in newest.Where(n => Covers(n.State.Commit, older)))
        {
            var (isLeft, isRight) = (Around(newer, isOurs: true).Holds(older), Around(newer, isOurs: false).Holds(older));
            if ((isLeft && !newer.IsWholeToOurs) || (isRight && !newer.IsWholeToTheirs))
            {
                continue;
            }

            way ??= new AncestorWay(context, graph, older);
            if ((!isLeft && !isRight) || way.IsWholeTo(newer.State.Commit))
            {
                return false;
            }
        }

        return true;
    }

    private JointGraph.Detour Around(Found newer, bool isOurs)
    {
        var key = (newer.State.Commit, isOurs);
        if (!detours.TryGetValue(key, out var detour))
        {
            detours[key] = detour = graph.ReachAround(newer.State.Commit, isOurs ? ours : [theirs]);
        }

        return detour;
    }

    private Found Read(CommitId commit)
    {
        var way = new AncestorWay(context, graph, commit);
        DatasetState? toOurs = null;
        foreach (var one in ours)
        {
            toOurs = way.Either(toOurs, way.CarryTo(one));
        }

        if (toOurs is null || way.CarryTo(theirs) is not { } toTheirs)
        {
            throw new InvalidOperationException("A common ancestor is the ancestor of both.");
        }

        var state = new AncestorState(
            commit, GenerationOf(commit), AncestorWay.Both(toOurs, toTheirs), toOurs.Annotations, toTheirs.Annotations);
        return new Found(
            state, way, ReferenceEquals(toOurs, way.Whole), ReferenceEquals(toTheirs, way.Whole));
    }

    private IEnumerable<CommitId> ByGeneration(IEnumerable<CommitId> commits) =>
        commits.OrderByDescending(GenerationOf).ThenBy(c => c.Dataset).ThenByDescending(c => c.Sequence);

    private long GenerationOf(CommitId commit) => context.History.FindCommit(commit)?.Generation ?? 0;

    /// <summary>Whether a commit descends from another, or is it.</summary>
    private bool Covers(CommitId newer, CommitId older)
    {
        if (!reaches.TryGetValue(newer, out var reach))
        {
            reaches[newer] = reach = graph.Reach(newer);
        }

        return reach.TryGetValue(older.Dataset, out var sequence) && older.Sequence <= sequence;
    }

    private sealed record Found(AncestorState State, AncestorWay Way, bool IsWholeToOurs, bool IsWholeToTheirs)
    {
        public bool IsHandedWhole => IsWholeToOurs && IsWholeToTheirs;
    }
}
