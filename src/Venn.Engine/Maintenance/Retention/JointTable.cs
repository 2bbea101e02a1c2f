using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Maintenance.Retention;

/// <summary>The joints of every dataset (first commits and merges), read once: what descends from what. One thread.</summary>
internal sealed class JointTable(ICatalog catalog)
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
                    .Select(j => new Joint(j.Key.Sequence, [.. j.Parents.Select(Commit.ToId)])),
            ];
        }

        return found;
    }

    /// <summary>For each dataset that a commit descends from, how far; its own left out.</summary>
    public Dictionary<DatasetOrdinal, long> Reach(CommitId start)
    {
        var reached = new Dictionary<DatasetOrdinal, long> { [start.Dataset] = start.Sequence };
        var work = new Queue<DatasetOrdinal>([start.Dataset]);
        while (work.TryDequeue(out var dataset))
        {
            foreach (var joint in Of(dataset))
            {
                if (joint.Sequence > reached[dataset])
                {
                    break;
                }

                foreach (var parent in joint.Parents)
                {
                    if (!reached.TryGetValue(parent.Dataset, out var known) || known < parent.Sequence)
                    {
                        reached[parent.Dataset] = parent.Sequence;
                        work.Enqueue(parent.Dataset);
                    }
                }
            }
        }

        reached.Remove(start.Dataset);
        return reached;
    }

    public readonly record struct Joint(long Sequence, IReadOnlyList<CommitId> Parents);
}
