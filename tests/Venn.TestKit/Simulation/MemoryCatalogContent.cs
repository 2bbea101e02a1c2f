using System.Collections.Immutable;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.TestKit.Simulation;

/// <summary>Everything a catalog holds, as one immutable value: a transaction is a new one, or none.</summary>
internal sealed record MemoryCatalogContent
{
    private static readonly Comparer<RevisionBlockRecord> ByFirst =
        Comparer<RevisionBlockRecord>.Create((a, b) => a.First.CompareTo(b.First));

    public ImmutableSortedDictionary<long, DatasetRecord> Datasets { get; init; } = ImmutableSortedDictionary<long, DatasetRecord>.Empty;

    public ImmutableDictionary<long, ImmutableSortedDictionary<long, CommitRecord>> Commits { get; init; } =
        ImmutableDictionary<long, ImmutableSortedDictionary<long, CommitRecord>>.Empty;

    public ImmutableList<RevisionBlockRecord> ItemBlocks { get; init; } = [];

    public ImmutableList<RevisionBlockRecord> AnnotationBlocks { get; init; } = [];

    public ImmutableDictionary<CommitKey, CheckpointRecord> Checkpoints { get; init; } =
        ImmutableDictionary<CommitKey, CheckpointRecord>.Empty;

    public ImmutableDictionary<UInt128, ContainerRecord> Containers { get; init; } =
        ImmutableDictionary<UInt128, ContainerRecord>.Empty;

    public ImmutableSortedDictionary<string, SnapshotRecord> Snapshots { get; init; } =
        ImmutableSortedDictionary.Create<string, SnapshotRecord>(StringComparer.Ordinal);

    public ImmutableDictionary<(string Kind, string Id), DocumentRecord> Documents { get; init; } =
        ImmutableDictionary<(string Kind, string Id), DocumentRecord>.Empty;

    public ImmutableDictionary<(string Kind, string Scope, string Name), string> DocumentNames { get; init; } =
        ImmutableDictionary<(string Kind, string Scope, string Name), string>.Empty;

    public long SizeBytes { get; init; }

    public ImmutableList<RevisionBlockRecord> Blocks(Relation relation) => relation == Relation.Items ? ItemBlocks : AnnotationBlocks;

    /// <summary>Index of the first block that ends behind a number.</summary>
    public static int IndexOf(ImmutableList<RevisionBlockRecord> blocks, long number)
    {
        var found = blocks.BinarySearch(new RevisionBlockRecord(default, number, 1, default), ByFirst);
        if (found >= 0)
        {
            return found;
        }

        var before = ~found - 1;
        return before >= 0 && blocks[before].First + blocks[before].Count > number ? before : before + 1;
    }

    /// <summary>Null when a key is taken.</summary>
    public MemoryCatalogContent? Apply(CatalogBatch batch)
    {
        MemoryCatalogContent? content = this;
        content = Fold(content, batch.NewDatasets, (c, d) => c.Add(d));
        content = Fold(content, batch.ChangedDatasets, (c, d) => c.Change(d));
        content = Fold(content, batch.Commits, (c, r) => c.Add(r));
        content = Fold(content, batch.ChangedCommits, (c, r) => c.Change(r));
        content = Fold(content, batch.DeletedRevisionBlocks, (c, r) => c.Delete(r.Relation, r.First));
        content = Fold(content, batch.RevisionBlocks, (c, r) => c.Add(r));
        content = Fold(content, batch.DeletedCheckpoints, (c, k) => c with { Checkpoints = c.Checkpoints.Remove(k) });
        content = Fold(content, batch.DeletedContainers, (c, h) => c with { Containers = c.Containers.Remove(h) });
        content = Fold(content, batch.Checkpoints, (c, r) => c with { Checkpoints = c.Checkpoints.SetItem(r.Key, r) });
        content = Fold(content, batch.Containers, (c, r) => c.Containers.ContainsKey(r.Hash)
            ? c
            : c with { Containers = c.Containers.Add(r.Hash, r) });
        content = Fold(content, batch.DeletedSnapshots, (c, id) => c with { Snapshots = c.Snapshots.Remove(id) });
        content = Fold(content, batch.Snapshots, (c, r) => c.Add(r));
        content = Fold(content, batch.NewDocuments, (c, d) => c.Documents.ContainsKey((d.Kind, d.Id)) ? null : c.Put(d));
        content = Fold(content, batch.ChangedDocuments, (c, d) => c.Put(d));
        content = Fold(content, batch.DeletedDocuments, (c, key) => c.Delete(key));
        return Fold(content, batch.PurgedDatasets, (c, dataset) => c.Purge(dataset));
    }

    private static MemoryCatalogContent? Fold<T>(
        MemoryCatalogContent? content, List<T> rows, Func<MemoryCatalogContent, T, MemoryCatalogContent?> apply)
    {
        foreach (var row in rows)
        {
            content = content is null ? null : apply(content, row);
        }

        return content;
    }

    private MemoryCatalogContent? Add(DatasetRecord dataset) =>
        Datasets.ContainsKey(dataset.Ordinal) || IsTaken(dataset) ? null
        : this with { Datasets = Datasets.Add(dataset.Ordinal, dataset) };

    private MemoryCatalogContent? Change(DatasetRecord dataset) =>
        !Datasets.ContainsKey(dataset.Ordinal) || IsTaken(dataset) ? null
        : this with { Datasets = Datasets.SetItem(dataset.Ordinal, dataset) };

    private bool IsTaken(DatasetRecord dataset) => !dataset.IsDeleted && Datasets.Values.Any(
        d => !d.IsDeleted && d.Ordinal != dataset.Ordinal && d.Scope == dataset.Scope && d.Name == dataset.Name);

    private MemoryCatalogContent? Add(CommitRecord commit)
    {
        if (!Datasets.ContainsKey(commit.Key.Dataset))
        {
            throw new ArgumentException($"Dataset {commit.Key.Dataset} of a commit is not there.");
        }

        var commits = Commits.GetValueOrDefault(commit.Key.Dataset) ?? ImmutableSortedDictionary<long, CommitRecord>.Empty;
        var sequence = commit.Key.Sequence;
        return commits.ContainsKey(sequence) || (sequence > 1 && !commits.ContainsKey(sequence - 1))
            ? null
            : this with { Commits = Commits.SetItem(commit.Key.Dataset, commits.Add(commit.Key.Sequence, commit)) };
    }

    private MemoryCatalogContent? Change(CommitRecord commit) =>
        Commits.GetValueOrDefault(commit.Key.Dataset) is { } commits && commits.ContainsKey(commit.Key.Sequence)
            ? this with { Commits = Commits.SetItem(commit.Key.Dataset, commits.SetItem(commit.Key.Sequence, commit)) }
            : null;

    private MemoryCatalogContent Purge(long dataset) => this with
    {
        Commits = Commits.Remove(dataset),
        Snapshots = Snapshots.RemoveRange(Snapshots.Values.Where(s => s.Key.Dataset == dataset).Select(s => s.Id)),
        Checkpoints = Checkpoints.RemoveRange(Checkpoints.Keys.Where(k => k.Dataset == dataset)),
    };

    private MemoryCatalogContent Delete(Relation relation, long first)
    {
        var blocks = Blocks(relation);
        var at = IndexOf(blocks, first);
        if (at >= blocks.Count || blocks[at].First != first)
        {
            return this;
        }

        var smaller = this with { SizeBytes = SizeBytes - blocks[at].Data.Length - 64 };
        blocks = blocks.RemoveAt(at);
        return relation == Relation.Items ? smaller with { ItemBlocks = blocks } : smaller with { AnnotationBlocks = blocks };
    }

    private MemoryCatalogContent? Add(RevisionBlockRecord block)
    {
        var blocks = Blocks(block.Relation);
        var at = IndexOf(blocks, block.First);
        if (at < blocks.Count && blocks[at].First <= block.First)
        {
            return null;
        }

        blocks = blocks.Insert(at, block);
        var grown = this with { SizeBytes = SizeBytes + block.Data.Length + 64 };
        return block.Relation == Relation.Items ? grown with { ItemBlocks = blocks } : grown with { AnnotationBlocks = blocks };
    }

    private MemoryCatalogContent? Add(SnapshotRecord snapshot) =>
        Snapshots.ContainsKey(snapshot.Id)
        || Snapshots.Values.Any(s => s.Key.Dataset == snapshot.Key.Dataset && s.Name == snapshot.Name)
            ? null
            : this with { Snapshots = Snapshots.Add(snapshot.Id, snapshot) };

    private MemoryCatalogContent? Put(DocumentRecord document)
    {
        if (document.Name is { } name
            && DocumentNames.TryGetValue((document.Kind, document.Scope, name), out var holder) && holder != document.Id)
        {
            return null;
        }

        var content = Delete((document.Kind, document.Id));
        return content with
        {
            Documents = content.Documents.SetItem((document.Kind, document.Id), document),
            DocumentNames = document.Name is { } given
                ? content.DocumentNames.SetItem((document.Kind, document.Scope, given), document.Id)
                : content.DocumentNames,
        };
    }

    private MemoryCatalogContent Delete((string Kind, string Id) key)
    {
        if (!Documents.TryGetValue(key, out var present))
        {
            return this;
        }

        return this with
        {
            Documents = Documents.Remove(key),
            DocumentNames = present.Name is { } name
                ? DocumentNames.Remove((present.Kind, present.Scope, name))
                : DocumentNames,
        };
    }
}
