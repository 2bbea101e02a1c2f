using System.Text;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.TestKit.Simulation;

/// <summary>
/// A catalog in memory, held to the contract of the durable ones: for tests that are not about the disk. Commits complete
/// before the call returns.
/// </summary>
public sealed class MemoryCatalog(MemoryCatalogDisk disk) : ICatalog
{
    private volatile bool isDisposed;

    private MemoryCatalogContent Content
    {
        get
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            return disk.Content;
        }
    }

    public Task<CatalogOutcome> CommitAsync(CatalogBatch batch)
    {
        try
        {
            lock (disk.Gate)
            {
                if (Content.Apply(batch) is not { } changed)
                {
                    return Task.FromResult(CatalogOutcome.Conflict);
                }

                disk.Content = changed;
                return Task.FromResult(CatalogOutcome.Committed);
            }
        }
        catch (Exception e) when (e is ArgumentException or ObjectDisposedException)
        {
            return Task.FromException<CatalogOutcome>(e);
        }
    }

    public IReadOnlyList<DatasetRecord> ReadDatasets() => [.. Content.Datasets.Values];

    public IReadOnlyList<CommitRecord> ReadHeads() => [.. Content.Commits.Values.Select(c => c.Values.Last())];

    public CommitRecord? ReadCommit(CommitKey key) =>
        Content.Commits.GetValueOrDefault(key.Dataset)?.GetValueOrDefault(key.Sequence);

    public IReadOnlyList<CommitRecord> ReadCommits(long dataset, long first, long last, int limit, bool descending)
    {
        if (!Content.Commits.TryGetValue(dataset, out var commits))
        {
            return [];
        }

        var found = commits.Values.Where(c => c.Key.Sequence >= first && c.Key.Sequence <= last);
        return [.. (descending ? found.Reverse() : found).Take(limit)];
    }

    public IReadOnlyList<CommitRecord> ReadJoints(long dataset, long last) =>
    [
        .. ReadCommits(dataset, 1, last, int.MaxValue, descending: false)
            .Where(c => c.Parents.Count != 1 || c.Parents[0] != c.Key with { Sequence = c.Key.Sequence - 1 }),
    ];

    public CommitRecord? ReadCommitAt(long dataset, long atMs) =>
        Content.Commits.GetValueOrDefault(dataset)?.Values.LastOrDefault(c => c.CreatedAtMs <= atMs);

    public RevisionBlockRecord? ReadRevisionBlock(Relation relation, long number) =>
        ReadRevisionBlocks(relation, number, number + 1).FirstOrDefault();

    public IEnumerable<RevisionBlockRecord> ReadRevisionBlocks(Relation relation, long first, long end)
    {
        var blocks = Content.Blocks(relation);
        for (var i = MemoryCatalogContent.IndexOf(blocks, first); first < end && i < blocks.Count && blocks[i].First < end; i++)
        {
            yield return blocks[i];
        }
    }

    public long ReadRevisionEnd(Relation relation)
    {
        var blocks = Content.Blocks(relation);
        return blocks.Count == 0 ? 0 : blocks[^1].First + blocks[^1].Count;
    }

    public IEnumerable<(long First, int Count)> ReadRevisionRanges(Relation relation) =>
        Content.Blocks(relation).Select(b => (b.First, b.Count));

    public IEnumerable<CheckpointRecord> ReadCheckpoints(long dataset) =>
        Content.Checkpoints.Values.Where(c => c.Key.Dataset == dataset).OrderBy(c => c.Key.Sequence);

    public IEnumerable<UInt128> ReadContainerHashes() => Content.Containers.Keys;

    public Task<bool> CompactAsync(bool whole) => Task.FromResult(true);

    public CheckpointRecord? ReadCheckpoint(CommitKey atOrBefore) => Content.Checkpoints.Values
        .Where(c => c.Key.Dataset == atOrBefore.Dataset && c.Key.Sequence <= atOrBefore.Sequence)
        .MaxBy(c => c.Key.Sequence);

    public ContainerRecord? ReadContainer(UInt128 hash) => Content.Containers.GetValueOrDefault(hash);

    public IReadOnlyList<SnapshotRecord> ReadSnapshots(long dataset) =>
        [.. Content.Snapshots.Values.Where(s => s.Key.Dataset == dataset)];

    public SnapshotRecord? ReadSnapshot(string id) => Content.Snapshots.GetValueOrDefault(id);

    public DocumentRecord? ReadDocument(string kind, string id) => Content.Documents.GetValueOrDefault((kind, id));

    public IReadOnlyList<DocumentRecord> ReadDocuments(string kind, string? scope) =>
    [
        .. Content.Documents.Values.Where(d => d.Kind == kind && (scope is null || d.Scope == scope))
            .OrderBy(d => d.Id, StringComparer.Ordinal),
    ];

    public DocumentRecord? ReadDocumentByName(string kind, string scope, string name) =>
        Content.DocumentNames.TryGetValue((kind, scope, name), out var id) ? ReadDocument(kind, id) : null;

    public string? ReadLargestId(string below) => Content.Documents.Keys.Select(k => k.Id).Concat(Content.Snapshots.Keys)
        .Where(id => Compare(id, below) < 0)
        .Max(Comparer<string>.Create(Compare));

    /// <summary>In the order of UTF-8, as databases have it.</summary>
    private static int Compare(string? left, string? right) =>
        Encoding.UTF8.GetBytes(left ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right ?? ""));

    public long GetSizeBytes() => Content.SizeBytes;

    public ValueTask DisposeAsync()
    {
        isDisposed = true;
        return ValueTask.CompletedTask;
    }
}
