using Venn.Engine.Revisions;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Ancestry;

/// <summary>
/// What descends from what. The commits of a dataset are a line, so only its joints (first commits and merges) are looked
/// at, and each dataset's are read once. One thread.
/// </summary>
internal sealed class JointGraph(ICatalog catalog)
{
    private readonly Dictionary<DatasetOrdinal, IReadOnlyList<Joint>> joints = [];

    /// <summary>By sequence. A row that retention has forgotten still tells its parents.</summary>
    public IReadOnlyList<Joint> Of(DatasetOrdinal dataset)
    {
        if (!joints.TryGetValue(dataset, out var found))
        {
            joints[dataset] = found =
            [
                .. catalog.ReadJoints(dataset.Value, long.MaxValue)
                    .Select(j => new Joint(
                        j.Key.Sequence, [.. j.Parents.Select(Commit.ToId)], StateDeltaCodec.LeavesBehind(j.Delta.Span))),
            ];
        }

        return found;
    }

    /// <summary>For each dataset that any of some commits descends from, how far; their own among them.</summary>
    public Dictionary<DatasetOrdinal, long> Reach(params IReadOnlyList<CommitId> starts)
    {
        var reached = new Dictionary<DatasetOrdinal, long>();
        var work = new Queue<DatasetOrdinal>();
        void Add(CommitId commit)
        {
            if (!reached.TryGetValue(commit.Dataset, out var known) || known < commit.Sequence)
            {
                reached[commit.Dataset] = commit.Sequence;
                work.Enqueue(commit.Dataset);
            }
        }

        foreach (var start in starts)
        {
            Add(start);
        }

        while (work.TryDequeue(out var dataset))
        {
            foreach (var parent in Of(dataset).TakeWhile(j => j.Sequence <= reached[dataset]).SelectMany(j => j.Parents))
            {
                Add(parent);
            }
        }

        return reached;
    }

    /// <summary>What some commits descend from by a way that does not lead through one commit.</summary>
    public Detour ReachAround(CommitId avoided, IReadOnlyList<CommitId> starts)
    {
        // The avoided commit cuts its dataset in two: from above it no way leads to what is below.
        var reached = new Dictionary<(DatasetOrdinal Dataset, bool IsBelow), long>();
        var work = new Queue<(DatasetOrdinal Dataset, bool IsBelow)>();
        void Add(CommitId commit)
        {
            var part = (commit.Dataset, commit.Dataset == avoided.Dataset && commit.Sequence < avoided.Sequence);
            if (commit != avoided && (!reached.TryGetValue(part, out var known) || known < commit.Sequence))
            {
                reached[part] = commit.Sequence;
                work.Enqueue(part);
            }
        }

        foreach (var start in starts)
        {
            Add(start);
        }

        while (work.TryDequeue(out var part))
        {
            var first = part.Dataset == avoided.Dataset && !part.IsBelow ? avoided.Sequence + 1 : 1;
            foreach (var parent in Of(part.Dataset)
                .Where(j => j.Sequence >= first && j.Sequence <= reached[part])
                .SelectMany(j => j.Parents).Where(p => p.Dataset != part.Dataset))
            {
                Add(parent);
            }
        }

        return new Detour(avoided, reached);
    }

    /// <summary>The commits of a dataset from which a way leads into another, of all that is reached.</summary>
    public IEnumerable<CommitId> Exits(IReadOnlyDictionary<DatasetOrdinal, long> reached) =>
        reached.SelectMany(r => Of(r.Key).TakeWhile(j => j.Sequence <= r.Value)
            .SelectMany(j => j.Parents).Where(p => p.Dataset != r.Key));

    /// <param name="Sequence">In its dataset.</param>
    /// <param name="Parents">The commit before, a clone's source, what was merged.</param>
    /// <param name="IsNarrow">It did not take along all of what its parents have.</param>
    public readonly record struct Joint(long Sequence, IReadOnlyList<CommitId> Parents, bool IsNarrow);

    /// <summary>What is reached without passing one commit.</summary>
    public sealed class Detour(CommitId avoided, IReadOnlyDictionary<(DatasetOrdinal Dataset, bool IsBelow), long> reached)
    {
        public bool Holds(CommitId commit) =>
            commit != avoided
            && reached.TryGetValue(
                (commit.Dataset, commit.Dataset == avoided.Dataset && commit.Sequence < avoided.Sequence), out var sequence)
            && commit.Sequence <= sequence;
    }
}
