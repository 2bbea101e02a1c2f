using System.Text;
using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Copying;
using Venn.Engine.Versions.Merging;
using Venn.Storage.Blobs;
using Venn.TestKit.Generators;

namespace Venn.CrashTests.Killing;

/// <summary>
/// One thread of the killed process. Each operation says <c>try WORKER OPERATION …</c> before it begins and
/// <c>done WORKER …</c> when it is acknowledged; see <see cref="CrashLedger"/> for what must hold then.
/// </summary>
internal sealed class CrashWorker(VersionStore store, int round, int index, PlantedBug bug, Action<string> say)
{
    public static readonly CommitInfo Info = new("crash@example.org", "write");

    private readonly Random random = new((round * 100) + index);
    private readonly List<(string Dataset, string Token, int Count, int Version)> groups = [];
    private readonly List<string> copies = [];
    private int names;

    public async Task RunAsync()
    {
        var own = $"own{index}";
        if (store.Find(CrashStore.Scope, own) is null)
        {
            await Said($"create {own}", () => store.CreateDatasetAsync(new DatasetInfo(CrashStore.Scope, own, "{}"u8.ToArray()), Info));
        }

        while (true)
        {
            await (random.Next(20) switch
            {
                < 8 => AddGroupAsync(),
                < 11 => EditGroupAsync(),
                < 13 => RemoveGroupAsync(),
                < 15 => WriteOwnAsync(own),
                15 => RollBackOwnAsync(own),
                16 => SnapshotAsync(),
                17 => CloneAsync(),
                18 => MergeAsync(),
                _ => DropAsync(),
            });
        }
    }

    private async Task AddGroupAsync()
    {
        var (name, token, count) = (random.Pick(CrashStore.Shared), NewName("g"), 2 + random.Next(4));
        var contents = Enumerable.Range(0, count).Select(i => CrashStore.ContentOf(token, i)).ToArray();
        say($"try {index} group {name} {token} {count}");
        var blobs = contents.Select(c => new BlobInfo(
            ContentHash.FromBytes(System.Security.Cryptography.SHA256.HashData(c)), c.Length)).ToArray();
        if (bug != PlantedBug.StoresBinariesLate)
        {
            await Task.WhenAll(contents.Select(c => store.Blobs.PutAsync(c, CancellationToken.None)));
        }

        if (bug == PlantedBug.AcknowledgesEarly)
        {
            say($"done {index}");
        }

        var half = bug == PlantedBug.TearsCommits ? count / 2 : 0;
        if (half > 0)
        {
            await WriteGroupAsync(name, token, blobs, 0, half);
        }

        await WriteGroupAsync(name, token, blobs, half, count);
        if (bug != PlantedBug.AcknowledgesEarly)
        {
            say($"done {index}");
        }

        if (bug == PlantedBug.StoresBinariesLate)
        {
            await Task.WhenAll(contents.Select(c => store.Blobs.PutAsync(c, CancellationToken.None)));
        }

        groups.Add((name, token, count, 0));
    }

    private Task<int> WriteGroupAsync(string name, string token, BlobInfo[] blobs, int first, int end) =>
        store.Find(CrashStore.Scope, name)!.WriteAsync(Info, writer =>
        {
            for (var i = first; i < end; i++)
            {
                var item = writer.AddItem(new Revision
                {
                    Lineage = writer.NewIdentity().Lineage, Path = CrashStore.PathOf(token, i), Content = blobs[i].Hash,
                    SizeBytes = blobs[i].SizeBytes, Body = BodyOf(token, blobs.Length, 0),
                });
                writer.AddAnnotation(new Revision
                {
                    Lineage = writer.NewIdentity().Lineage, Item = item.Lineage, Body = BodyOf(token, blobs.Length, 0),
                });
            }

            return 0;
        });

    private async Task EditGroupAsync()
    {
        if (groups.Count == 0)
        {
            return;
        }

        var at = random.Next(groups.Count);
        var group = groups[at] with { Version = groups[at].Version + 1 };
        await Said($"edit {group.Token} {group.Version}", () => store.Find(CrashStore.Scope, group.Dataset)!.WriteAsync(Info, writer =>
        {
            for (var i = 0; i < group.Count; i++)
            {
                var item = writer.FindItem(CrashStore.PathOf(group.Token, i))!;
                var body = BodyOf(group.Token, group.Count, group.Version);
                writer.UpdateItem(item with { Body = body });
                foreach (var annotation in writer.ReadAnnotations(item.Lineage))
                {
                    writer.UpdateAnnotation(annotation with { Body = body });
                }
            }

            return 0;
        }));
        groups[at] = group;
    }

    private async Task RemoveGroupAsync()
    {
        if (groups.Count == 0)
        {
            return;
        }

        var at = random.Next(groups.Count);
        var group = groups[at];
        groups.RemoveAt(at);
        await Said($"remove {group.Token}", () => store.Find(CrashStore.Scope, group.Dataset)!.WriteAsync(Info, writer =>
        {
            var numbers = Enumerable.Range(0, group.Count)
                .Select(i => (ulong)writer.FindItem(CrashStore.PathOf(group.Token, i))!.Number.Value).Order().ToArray();
            writer.RemoveItems(RoaringBitmap.FromSorted(numbers));
            return 0;
        }));
    }

    /// <summary>A dataset of the thread's own, so that it knows which sequence its write is.</summary>
    private async Task WriteOwnAsync(string own)
    {
        var dataset = store.Find(CrashStore.Scope, own)!;
        var (sequence, value) = (dataset.Head.Commit.Id.Sequence + 1, random.Next(1_000_000));
        await Said($"own {own} {sequence} {value}", () => dataset.WriteAsync(Info, writer =>
        {
            var body = Encoding.UTF8.GetBytes($$"""{"value":{{value}}}""");
            return writer.FindItem("/value") is { } item
                ? writer.UpdateItem(item with { Body = body })
                : writer.AddItem(new Revision { Lineage = writer.NewIdentity().Lineage, Path = "/value", Body = body });
        }));
    }

    private async Task RollBackOwnAsync(string own)
    {
        var dataset = store.Find(CrashStore.Scope, own)!;
        var head = dataset.Head.Commit.Id.Sequence;
        var to = 1 + random.NextInt64(head);
        await Said($"back {own} {head + 1} {to}", () => dataset.RollBackAsync(to, Info));
    }

    private async Task SnapshotAsync()
    {
        var (name, token) = (random.Pick(CrashStore.Shared), NewName("s"));
        var dataset = store.Find(CrashStore.Scope, name)!;
        var sequence = dataset.Head.Commit.Id.Sequence;
        await Said($"snapshot {name} {token} {sequence}", () => dataset.TakeSnapshotAsync(token, sequence, Info));
    }

    private async Task CloneAsync()
    {
        var (source, token) = (store.Find(CrashStore.Scope, random.Pick(CrashStore.Shared))!.Head, NewName("c"));
        await Said($"copy {token} {source.State.Items.Cardinality}", () => store.CloneAsync(
            new CloneRequest
            {
                Source = source, NewDataset = new DatasetInfo(CrashStore.Scope, token, "{}"u8.ToArray()),
                TargetDirectory = random.Chance(0.3) ? "/" : null, Masks = random.Chance(0.3) ? [0] : [],
            },
            Info));
        copies.Add(token);
    }

    private async Task MergeAsync()
    {
        var (left, right) = (store.Find(CrashStore.Scope, "s0")!.Head, store.Find(CrashStore.Scope, "s1")!.Head);
        var token = NewName("m");
        await Said($"copy {token} {left.State.Items.Cardinality + right.State.Items.Cardinality}", () => store.MergeAsync(
            new MergeRequest { Sides = [left, right], NewDataset = new DatasetInfo(CrashStore.Scope, token, "{}"u8.ToArray()) }, Info));
        copies.Add(token);
    }

    private async Task DropAsync()
    {
        if (copies.Count < 2)
        {
            return;
        }

        var token = copies[0];
        copies.RemoveAt(0);
        await Said($"drop {token}", () => store.DeleteDatasetAsync(store.Find(CrashStore.Scope, token)!.Ordinal));
    }

    private async Task Said(string what, Func<Task> act)
    {
        say($"try {index} {what}");
        await act();
        say($"done {index}");
    }

    private string NewName(string kind) => $"{kind}{round}x{index}x{++names}";

    private static byte[] BodyOf(string token, int count, int version) =>
        Encoding.UTF8.GetBytes($$"""{"group":"{{token}}","count":{{count}},"version":{{version}}}""");
}
