using System.Collections.Concurrent;
using Venn.Engine.Query;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Copying;
using Venn.Engine.Versions.Merging;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Sqlite;

namespace Venn.Engine.Tests.Concurrency;

/// <summary>
/// Writers, cloners, mergers, snapshot takers and readers at once on one store. What they saw is checked as they go, and
/// at the end that every acknowledged commit is in each later head's history.
/// </summary>
internal sealed class Crowd(CrowdFault fault, int writers, int rounds) : IAsyncDisposable
{
    private static readonly string Root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    private readonly string directory = Path.Combine(Root, "venn-crowd-" + Guid.NewGuid().ToString("n"));
    private readonly ConcurrentQueue<(string Name, long Sequence)> acknowledged = new();
    private readonly ConcurrentQueue<(Snapshot Snapshot, int Sum)> snapshots = new();
    private readonly ConcurrentQueue<(Dataset Clone, long Source, int Sum)> clones = new();
    private VersionStore store = null!;
    private Dataset ledger = null!;
    private int working;
    private int names;

    /// <summary>What was noticed, in words.</summary>
    public ConcurrentQueue<string> Noticed { get; } = new();

    public int ReadsCount;

    public async Task RunAsync()
    {
        await OpenAsync();
        ledger = await store.CreateDatasetAsync(new DatasetInfo("p", "ledger", default), By("create"));
        await ledger.WriteAsync(By("open"), writer =>
        {
            Ledger.Open(writer, writers);
            return 0;
        });
        working = writers;
        var tasks = Enumerable.Range(0, writers).Select(i => Task.Run(() => WriteAsync(i)))
            .Concat([Run(Read), Run(Read), RunAsync(CloneAsync), RunAsync(SnapshotAsync)]).ToList();
        await Task.WhenAll(tasks);
        Attempt(CheckHeads);
        await store.DisposeAsync();
        await OpenAsync();
        ledger = store.Find("p", "ledger")!;
        Attempt(CheckHeads);
        Attempt(CheckKept);
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>A state that cannot even be read is something to notice.</summary>
    private void Attempt(Action check)
    {
        try
        {
            check();
        }
        catch (Exception e)
        {
            Note(e.ToString());
        }
    }

    private static CommitInfo By(string operation) => new("crowd", operation);

    private async Task OpenAsync()
    {
        Directory.CreateDirectory(directory);
        ICatalog catalog = SqliteCatalog.Open(Path.Combine(directory, "catalog.db"));
        store = await VersionStore.OpenAsync(new VersionStoreOptions
        {
            DataDirectory = directory,
            Catalog = fault == CrowdFault.LosesACommit ? new ForgetfulCatalog(catalog) : catalog,
            SegmentRowLimit = 256,
        });
    }

    private Task Run(Action once) => Task.Run(() =>
    {
        while (Volatile.Read(ref working) > 0)
        {
            once();
            Interlocked.Increment(ref ReadsCount);
        }
    });

    private Task RunAsync(Func<Task> once) => Task.Run(async () =>
    {
        while (Volatile.Read(ref working) > 0)
        {
            await once();
            await Task.Yield();
        }
    });

    private async Task WriteAsync(int index)
    {
        try
        {
            for (var round = 0; round < rounds; round++)
            {
                var name = $"{index} {round}";
                var seen = fault == CrowdFault.WritesOnAnOldState && round % 10 == 5 ? ledger.Head : null;
                await Task.Yield();
                var before = ledger.Head.Commit.Id.Sequence;
                var expected = await ledger.WriteAsync(By("increment"), writer =>
                {
                    Ledger.Increment(writer, index, name, seen);
                    return writer.Base.Commit.Id.Sequence + 1;
                });

                // Whoever looks after the acknowledgement finds it.
                var after = ledger.Head.Commit.Id.Sequence;
                Expect(expected > before && after >= expected, $"Commit {expected} was acknowledged between heads {before} and {after}");
                acknowledged.Enqueue((name, expected));
            }
        }
        finally
        {
            Interlocked.Decrement(ref working);
        }
    }

    private void Read()
    {
        var version = ledger.Head;
        var sums = fault == CrowdFault.ReadsTwoVersions ? Later(version) : version;
        Note(Ledger.Check(version, sums));
        var past = ledger.FindVersion(2 + (version.Commit.Id.Sequence / 2));
        Note(past is null || past.Commit.Id.Sequence > version.Commit.Id.Sequence ? null : Ledger.Check(past, past));
        var page = version.Query(Relation.Items, new QueryRequest { Sort = [new SortField(FieldPath.Path, false)], Limit = 3 });
        Expect(page.TotalCount == writers + 1, $"{page.TotalCount} items are found at {version.Commit.Id}");
    }

    private DatasetVersion Later(DatasetVersion version)
    {
        var wait = new SpinWait();
        while (ledger.Head == version && Volatile.Read(ref working) > 0)
        {
            wait.SpinOnce();
        }

        return ledger.Head;
    }

    /// <summary>Clones the head, adds to the clone, and merges it with the ledger as it is by then.</summary>
    private async Task CloneAsync()
    {
        var source = ledger.Head;
        var result = await store.CloneAsync(
            new CloneRequest { Source = source, NewDataset = new DatasetInfo("p", $"clone {Interlocked.Increment(ref names)}", default) },
            By("clone"));
        clones.Enqueue((result.Dataset, source.Commit.Id.Sequence, Ledger.SumOf(source)));
        Note(Ledger.Check(result.Dataset.Head, result.Dataset.Head));
        var later = ledger.Head;
        var merged = await store.MergeAsync(
            new MergeRequest
            {
                Sides = [result.Dataset.Head, later], Policy = MergePolicy.Fail,
                NewDataset = new DatasetInfo("p", $"merge {Interlocked.Increment(ref names)}", default),
            },
            By("merge"));

        // The clone has changed nothing: the merge is the ledger as it was when it was taken.
        Note(Ledger.Check(merged.Dataset.Head, later));
        await store.DeleteDatasetAsync(merged.Dataset.Ordinal);
    }

    private async Task SnapshotAsync()
    {
        var version = ledger.Head;
        var sequence = version.Commit.Id.Sequence - (fault == CrowdFault.SnapshotsTheCommitBefore ? 1 : 0);
        var snapshot = await ledger.TakeSnapshotAsync($"s{Interlocked.Increment(ref names)}", sequence, By("snapshot"));
        snapshots.Enqueue((snapshot, Ledger.SumOf(version)));
    }

    /// <summary>Each acknowledged commit is in the head's history, at its place, and what it added is in every later state.</summary>
    private void CheckHeads()
    {
        var head = ledger.Head;
        Note(Ledger.Check(head, head));
        Expect(Ledger.SumOf(head) == writers * rounds, $"{writers * rounds} additions were acknowledged, the sum is {Ledger.SumOf(head)}");
        var log = head.Dataset.ReadLog(long.MaxValue, int.MaxValue);
        Expect(
            log.Select(c => c.Id.Sequence).SequenceEqual(Enumerable.Range(1, (int)head.Commit.Id.Sequence).Reverse().Select(s => (long)s)),
            "The log has a gap");
        Expect(acknowledged.Select(a => a.Sequence).Distinct().Count() == acknowledged.Count, "Two writers were acknowledged for one commit");
        var names = new HashSet<string>();
        foreach (var (name, sequence) in acknowledged.OrderBy(a => a.Sequence))
        {
            names.Add(name);
            if (sequence % 25 == 0)
            {
                var found = Ledger.NamesIn(ledger.FindVersion(sequence)!);
                Expect(found.SetEquals(names), $"At {sequence}: {names.Count} additions acknowledged by then, {found.Count} found");
            }
        }

        Expect(Ledger.NamesIn(head).SetEquals(names), "The head lacks an acknowledged addition");
    }

    private void CheckKept()
    {
        foreach (var (snapshot, sum) in snapshots)
        {
            var kept = ledger.FindVersion(store.FindSnapshot(snapshot.Id)!.Commit.Sequence)!;
            Expect(Ledger.SumOf(kept) == sum, $"Snapshot {snapshot.Name} was taken of the sum {sum} and has {Ledger.SumOf(kept)}");
        }

        foreach (var (clone, source, sum) in clones)
        {
            var kept = store.Find(clone.Ordinal)!.Head;
            Expect(Ledger.SumOf(kept) == sum, $"A clone of commit {source} with the sum {sum} has {Ledger.SumOf(kept)}");
        }
    }

    private void Expect(bool holds, string otherwise) => Note(holds ? null : otherwise);

    private void Note(string? wrong)
    {
        if (wrong is not null)
        {
            Noticed.Enqueue(wrong);
        }
    }
}
