using System.Globalization;
using System.Text;
using Venn.Engine.Maintenance.Collection;
using Venn.Engine.Maintenance.Erasure;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Copying;
using Venn.Engine.Versions.Merging;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Blobs;
using Venn.TestKit.Generators;

namespace Venn.CrashTests.Upkeep;

/// <summary>
/// The process that is killed: writers, clones, merges, roll-backs and deletions, and beside them collection without a grace and
/// erasures, on and on. It says on standard output what it tries and what is acknowledged.
/// </summary>
internal sealed class UpkeepChild
{
    public const string Argument = "--upkeep-child";

    private const int WriterCount = 3;
    private const int SlotCount = 12;

    private static readonly CommitInfo By = new("upkeep@example.org", "write");
    private static readonly Lock Output = new();

    private readonly VersionStore store;
    private readonly int round;
    private readonly CollectFault fault;
    private readonly string stopAt;

    private UpkeepChild(VersionStore store, int round, CollectFault fault, string stopAt) =>
        (this.store, this.round, this.fault, this.stopAt) = (store, round, fault, stopAt);

    /// <param name="args">The argument, the data directory, the round, the planted fault, and the stage to stop at, if any.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        await using var store = await UpkeepStore.OpenAsync(args[1]);
        var child = new UpkeepChild(
            store, int.Parse(args[2], CultureInfo.InvariantCulture), Enum.Parse<CollectFault>(args[3]), args[4]);
        await child.RunAsync();
        return 0;
    }

    private async Task RunAsync()
    {
        await store.Upkeep.SetDefaultRetentionAsync(UpkeepStore.Rule);
        foreach (var name in UpkeepStore.Shared.Where(n => store.Find(UpkeepStore.Scope, n) is null))
        {
            await AnchorAsync(await store.CreateDatasetAsync(Named(name), By));
        }

        store.Upkeep.OnStage = stage => Reach(UpkeepStages.OfErasure + stage);
        Say("ready");
        await Task.WhenAll(
        [
            .. Enumerable.Range(0, WriterCount).Select(index => Task.Run(() => WriteAsync(index))),
            Task.Run(CopyAsync), Task.Run(CollectAsync), Task.Run(EraseAsync),
        ]);
    }

    /// <summary>An item that nobody touches again, with a binary of its own: the first thing that a planted fault takes.</summary>
    private async Task AnchorAsync(Dataset dataset)
    {
        using var hold = store.Blobs.Hold();
        var blob = await store.Blobs.PutAsync(Encoding.UTF8.GetBytes($"anchor of {dataset.Info.Name}"), CancellationToken.None);
        await dataset.WriteAsync(By, writer => writer.AddItem(new Revision
        {
            Lineage = writer.NewIdentity().Lineage, Path = "/anchor", Body = "{}"u8.ToArray(), Content = blob.Hash, SizeBytes = blob.SizeBytes,
        }));
    }

    /// <summary>Each writer has slots of its own, so that the last acknowledged value of each is known.</summary>
    private async Task WriteAsync(int index)
    {
        var random = new Random((round * 100) + index);
        for (long n = 1; ; n++)
        {
            var (name, slot, value) = (random.Pick(UpkeepStore.Shared), (random.Next(SlotCount) * WriterCount) + index, (round * 1_000_000L) + n);
            Say($"try {name} {slot} {value}");
            using var hold = store.Blobs.Hold();
            var blob = await store.Blobs.PutAsync(UpkeepStore.ContentOf(value), CancellationToken.None);
            await store.Find(UpkeepStore.Scope, name)!.WriteAsync(By, writer => Put(writer, slot, value, blob));
            Say($"done {name} {slot} {value}");
        }
    }

    private static int Put(DatasetWriter writer, int slot, long value, BlobInfo blob)
    {
        var path = UpkeepStore.PathOf(slot);
        if (writer.FindItem(path) is { } present)
        {
            writer.UpdateItem(present with { Body = UpkeepStore.BodyOf(value), Content = blob.Hash, SizeBytes = blob.SizeBytes });
        }
        else
        {
            writer.AddItem(new Revision
            {
                Lineage = writer.NewIdentity().Lineage, Path = path, Body = UpkeepStore.BodyOf(value), Content = blob.Hash,
                SizeBytes = blob.SizeBytes,
            });
        }

        return 0;
    }

    private async Task CopyAsync()
    {
        var random = new Random(round + 77);
        for (var n = 1; ; n++)
        {
            try
            {
                await CopyOnceAsync(random, $"c{round}x{n}");
            }
            catch (Exception e) when (e is CommitForgottenException or DatasetDeletedException)
            {
                // Somebody was faster: it is told clearly, which is all that is asked.
            }
        }
    }

    private async Task CopyOnceAsync(Random random, string name)
    {
        var source = random.Pick(store.Datasets.ToList());
        switch (random.Next(6))
        {
            case 0 or 1:
                var past = source.FindVersion(Math.Max(1, source.Head.Commit.Id.Sequence - random.Next(4))) ?? source.Head;
                await store.CloneAsync(new CloneRequest { Source = past, NewDataset = Named(name) }, By);
                break;
            case 2:
                var other = random.Pick(store.Datasets.ToList());
                if (other.Ordinal != source.Ordinal)
                {
                    await store.MergeAsync(
                        new MergeRequest { Sides = [source.Head, other.Head], NewDataset = Named(name), Policy = MergePolicy.Theirs }, By);
                }

                break;
            case 3 when !UpkeepStore.Shared.Contains(source.Info.Name):
                await source.RollBackAsync(Math.Max(1, source.Head.Commit.Id.Sequence - 1), By);
                break;
            case 4:
                await source.TakeSnapshotAsync(name, source.Head.Commit.Id.Sequence, By);
                break;
            default:
                foreach (var copy in store.Datasets.Where(d => !UpkeepStore.Shared.Contains(d.Info.Name)).SkipLast(3))
                {
                    await store.DeleteDatasetAsync(copy.Ordinal);
                }

                foreach (var snapshot in source.ReadSnapshots().SkipLast(2))
                {
                    await source.DeleteSnapshotAsync(snapshot.Id);
                }

                break;
        }
    }

    private async Task CollectAsync()
    {
        while (true)
        {
            var report = await store.Upkeep.CollectAsync(
                new CollectRequest { Grace = TimeSpan.Zero, Fault = fault }, new Stages(Reach));
            Say($"collected {report.CommitsForgotten} {report.RevisionsRemoved} {report.BinariesRemoved}");
        }
    }

    /// <summary>Adds an item to one dataset, lets it be copied for a while, and erases it from wherever it came.</summary>
    private async Task EraseAsync()
    {
        for (var n = 1; ; n++)
        {
            var secret = $"{UpkeepStore.SecretPrefix}{round}x{n}.";
            var dataset = store.Find(UpkeepStore.Scope, UpkeepStore.Shared[n % 2])!;
            var body = Encoding.UTF8.GetBytes($$"""{"value":0,"name":"{{secret}}"}""");
            var lineage = await dataset.WriteAsync(By, writer =>
            {
                var item = writer.AddItem(new Revision { Lineage = writer.NewIdentity().Lineage, Path = $"/s/{secret}", Body = body });
                writer.AddAnnotation(new Revision { Lineage = writer.NewIdentity().Lineage, Item = item.Lineage, Body = body });
                return item.Lineage;
            });
            await Task.Delay(20);
            Say($"erase {secret}");
            await store.Upkeep.EraseAsync(new ErasureRequest { Items = [lineage], Author = "dpo", Reason = "request" });
            Say($"erased {secret}");
        }
    }

    /// <summary>Where the parent asked for it, the process stands still until it is killed.</summary>
    private void Reach(string stage)
    {
        if (stage == stopAt)
        {
            Say($"stage {stage}");
            Thread.Sleep(Timeout.Infinite);
        }
    }

    private static DatasetInfo Named(string name) => new(UpkeepStore.Scope, name, "{}"u8.ToArray());

    private static void Say(string line)
    {
        lock (Output)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }

    private sealed class Stages(Action<string> reach) : IProgress<CollectProgress>
    {
        public void Report(CollectProgress value) => reach(UpkeepStages.OfCollection + value.Stage);
    }
}
