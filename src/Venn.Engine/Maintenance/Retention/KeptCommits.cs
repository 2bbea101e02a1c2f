using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Ancestry;

namespace Venn.Engine.Maintenance.Retention;

/// <summary>
/// Which commits of every dataset are kept: those that its rule keeps, the head, the first, those that snapshots name, and
/// the branch points. Decided anew each time, from the catalog.
/// </summary>
/// <remarks>
/// Branch points: the base of a merge is, dataset by dataset, the smaller of what its two sides descend from. So for
/// each kept commit, the newest commit of every other dataset that it descends from is kept as well, and for those again:
/// then each base there can be is kept, and merges are what they were before. And the commit that a dataset was made from,
/// against which its first delta is told. See docs/design/retention.md.
/// </remarks>
internal sealed class KeptCommits
{
    private readonly EngineContext context;
    private readonly JointGraph joints;
    private readonly Dictionary<DatasetOrdinal, RoaringBitmap> kept = [];
    private readonly Dictionary<DatasetOrdinal, long> heads = [];
    private readonly HashSet<CommitId> probed = [];
    private readonly Queue<DatasetOrdinal> work = new();

    private KeptCommits(EngineContext context)
    {
        this.context = context;
        joints = new JointGraph(context.Catalog);
    }

    /// <summary>Datasets that were deleted long enough ago: nothing of them is kept but what others need.</summary>
    public HashSet<DatasetOrdinal> Purged { get; } = [];

    /// <param name="context">The store.</param>
    /// <param name="datasets">All of them, deleted ones too.</param>
    /// <param name="mayBePurged">Of one deleted long enough ago, whether it goes now; else it is kept as if it were not deleted.</param>
    /// <param name="now">By the store's clock.</param>
    /// <param name="grace">What was a head within this time is kept by every rule: somebody may be about to use it.</param>
    public static KeptCommits Compute(
        EngineContext context, IReadOnlyCollection<Dataset> datasets, Func<DatasetOrdinal, bool> mayBePurged, DateTimeOffset now,
        TimeSpan grace)
    {
        var result = new KeptCommits(context);
        foreach (var dataset in datasets)
        {
            result.kept[dataset.Ordinal] = result.ByRule(dataset, mayBePurged, now, grace);
            result.work.Enqueue(dataset.Ordinal);
        }

        result.AddBranchPoints();
        return result;
    }

    /// <summary>Sequences; nothing for a dataset that is not there.</summary>
    public RoaringBitmap Of(DatasetOrdinal dataset) => kept.GetValueOrDefault(dataset) ?? RoaringBitmap.Empty;

    /// <summary>
    /// The head that this was decided by. Writers go on: later commits are neither kept nor given up by it.
    /// </summary>
    public long HeadOf(DatasetOrdinal dataset) => heads.GetValueOrDefault(dataset);

    private RoaringBitmap ByRule(Dataset dataset, Func<DatasetOrdinal, bool> mayBePurged, DateTimeOffset now, TimeSpan grace)
    {
        var head = heads[dataset.Ordinal] = dataset.Head.Commit.Id.Sequence;
        var record = context.Retention.Get(dataset.Ordinal);
        if (record.PurgedAtMs is not null || (mayBePurged(dataset.Ordinal) && IsTimeOver(dataset, record, now)))
        {
            Purged.Add(dataset.Ordinal);
            return RoaringBitmap.Empty;
        }

        var set = RoaringBitmap.FromRange((ulong)FirstByRule(dataset, head, now, grace), (ulong)head + 1).Add(1);
        foreach (var snapshot in dataset.ReadSnapshots())
        {
            set = set.Add((ulong)snapshot.Commit.Sequence);
        }

        return set.AndNot(record.Forgotten);
    }

    private bool IsTimeOver(Dataset dataset, RetentionRecord record, DateTimeOffset now) =>
        dataset.IsDeleted && record.DeletedAtMs is { } deleted
        && context.Retention.RuleOf(dataset.Ordinal).DeletedDays is { } days
        && DateTimeOffset.FromUnixTimeMilliseconds(deleted).AddDays(days) <= now
        && !dataset.ReadSnapshots().Any(s => s.Hold?.IsInForce(now) == true);

    private long FirstByRule(Dataset dataset, long head, DateTimeOffset now, TimeSpan grace)
    {
        var rule = context.Retention.RuleOf(dataset.Ordinal);
        if (rule.KeepsEveryCommit)
        {
            return 1;
        }

        var first = HeadAt(dataset.Ordinal, now - grace);
        if (rule.Days is { } days)
        {
            first = Math.Min(first, HeadAt(dataset.Ordinal, now.AddDays(-days)));
        }

        return rule.Commits is { } count ? Math.Min(first, Math.Max(1, head - count + 1)) : first;
    }

    private long HeadAt(DatasetOrdinal dataset, DateTimeOffset instant) =>
        context.Catalog.ReadCommitAt(dataset.Value, instant.ToUnixTimeMilliseconds())?.Key.Sequence ?? 1;

    private void AddBranchPoints()
    {
        while (work.TryDequeue(out var dataset))
        {
            var set = Of(dataset);
            var list = joints.Of(dataset);
            if (set.Contains(1) && list is [{ Sequence: 1, Parents: [var origin, ..] }, ..])
            {
                // Its first delta is told against this very commit; another side may reach further.
                Keep(origin.Dataset, origin.Sequence);
            }
            for (var i = 0; i < list.Count; i++)
            {
                // Between two joints every commit descends from the same of other datasets.
                var end = i + 1 < list.Count ? list[i + 1].Sequence : long.MaxValue;
                var probe = new CommitId(dataset, list[i].Sequence);
                if (!probed.Contains(probe) && !set.Within((ulong)list[i].Sequence, (ulong)end).IsEmpty)
                {
                    probed.Add(probe);
                    Keep(joints.Reach(probe).Where(r => r.Key != dataset));
                }
            }
        }
    }

    private void Keep(IEnumerable<KeyValuePair<DatasetOrdinal, long>> points)
    {
        foreach (var (dataset, sequence) in points)
        {
            Keep(dataset, sequence);
        }
    }

    private void Keep(DatasetOrdinal dataset, long sequence)
    {
        var set = Of(dataset);
        var more = set.Add((ulong)sequence).Add(1).AndNot(context.Retention.Get(dataset).Forgotten);
        if (more.Cardinality > set.Cardinality)
        {
            kept[dataset] = more;
            work.Enqueue(dataset);
        }
    }
}
