using System.Text;
using System.Text.Json.Nodes;
using Venn.Engine.Maintenance;
using Venn.Engine.Maintenance.Erasure;
using Venn.Engine.Maintenance.Retention;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Copying;
using Venn.Engine.Versions.Merging;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;
using Venn.TestKit.Generators;

namespace Venn.Engine.Tests.Maintenance;

/// <summary>Erasure over SQLite and real files: what was erased is in no answer, and in no byte of the data directory.</summary>
public sealed class EraseTests : IAsyncDisposable
{
    private const string Secret = "Jane-Doe-1970";
    private static readonly CommitInfo By = new("a@example.org", "test");
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly string directory = Directory.CreateTempSubdirectory("venn-erase-").FullName;
    private VersionStore? store;

    private VersionStore Store => store ?? throw new InvalidOperationException("Not open.");

    [Fact]
    public async Task Erase_AnItem_LeavesNothingOfItInAnyVersionNorInAnyByte()
    {
        await OpenAsync();
        var (gold, secret) = await MakeAsync();
        var digests = gold.ReadLog(long.MaxValue, 100).ToDictionary(c => c.Id.Sequence, c => gold.FindVersion(c.Id.Sequence)!.ComputeDigest());
        var plan = await Store.Upkeep.PlanErasureAsync([secret], cancellationToken: Never);
        Assert.Equal((2, 4L, 3L), (plan.Items.Count, plan.Datasets.Count, plan.AnnotationsCount));
        Assert.Equal((2, 1L), (plan.Binaries.Count, plan.BinariesShared));
        Assert.True(await HasSecretAsync());
        var report = await Store.Upkeep.EraseAsync(RequestFor(secret), Never);
        Assert.Equal((2L, 3L, 2L, 1L, true),
            (report.ItemsCount, report.AnnotationsCount, report.BinariesRemoved, report.BinariesShared, report.IsLogEmptied));
        for (var round = 0; round < 2; round++)
        {
            foreach (var dataset in Store.AllDatasets)
            {
                Assert.Equal("erase", dataset.ReadLog(long.MaxValue, 1).Single().Operation);
                foreach (var commit in dataset.ReadLog(long.MaxValue, 100))
                {
                    AssertLacks(dataset.FindVersion(commit.Id.Sequence)!, plan.Items);
                }
            }

            gold = Store.Find("p", "gold")!;
            Assert.Equal(digests[2], gold.FindVersion(2)!.ComputeDigest());
            Assert.NotEqual(digests[3], gold.FindVersion(3)!.ComputeDigest());
            Assert.Empty((await new Verifier(Store).VerifyAsync(Store.AllDatasets, withBinaries: true, Never)).Problems);
            Assert.False(await HasSecretAsync(), "Some file still has it.");
            await Store.DisposeAsync();
            Assert.False(await HasSecretAsync(), "Some file still has it after closing.");
            await OpenAsync();
        }
    }

    /// <summary>A hash tells who guesses right: in no file, no segment and no memory is one left, whoever computed it last.</summary>
    [Fact]
    public async Task Erase_DigestsOfWhatWasErased_AreForgottenInMemoryAndOnDisk()
    {
        await OpenAsync();
        var (gold, secret) = await MakeAsync();
        await Store.DrainSealingAsync(Never);
        var masked = (await Store.CloneAsync(
            new CloneRequest { Source = gold.FindVersion(3)!, NewDataset = new DatasetInfo("p", "masked", default), Masks = [0] }, By)).Dataset;
        _ = gold.FindVersion(3)!.ComputeDigest(Never);
        _ = masked.Head.ComputeDigest(Never);
        var context = Store.Context;
        var number = masked.Head.State.Items.ToArray().Select(n => new RevisionNumber((long)n))
            .First(n => masked.Head.Read(Relation.Items, [n])[0].Lineage == secret);
        var own = new byte[32];
        context.Digests.NewDigester().Digest(Relation.Items, context.Log.Get(Relation.Items, number), own);
        Assert.True(await HasAsync(own), "The test looks for the wrong bytes.");
        Assert.NotEqual(0, context.Digests.MemoryBytes);

        await Store.Upkeep.EraseAsync(RequestFor(secret), Never);

        Assert.False(await HasAsync(own));
        Assert.Equal((0, 0), (context.Digests.MemoryBytes, context.Proofs.Count));

        // Digests that were being written when their segment was deleted.
        await Store.DisposeAsync();
        var orphan = Path.Combine(directory, "segments", "items", "0000000777.vdig");
        await File.WriteAllBytesAsync(orphan, own, Never);
        await OpenAsync();
        Assert.False(File.Exists(orphan));
    }

    [Fact]
    public async Task Erase_Tombstone_SaysWhoAndWhyAndNotWhat()
    {
        await OpenAsync();
        var (gold, secret) = await MakeAsync();
        await Store.Upkeep.EraseAsync(RequestFor(secret), Never);
        var tombstone = gold.Head.Commit;
        Assert.Equal(("dpo@example.org", "erase", "request 17"), (tombstone.Author, tombstone.Operation, tombstone.Message));
        var details = (JsonObject)JsonNode.Parse(tombstone.Details.Span)!;
        Assert.Equal((1, 1), ((int)details["itemsCount"]!, (int)details["annotationsCount"]!));
        Assert.DoesNotContain(secret.ToString(), details.ToJsonString().Replace("\"erasure\":\"" + (string)details["erasure"]! + "\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erase_AnAnnotationAlone_LeavesItsItemAndNothingOfItself()
    {
        await OpenAsync();
        var gold = await Store.CreateDatasetAsync(new DatasetInfo("p", "gold", "{}"u8.ToArray()), By);
        var item = await AddAsync(gold, "/x", "{}", ContentHash.None);
        var kept = await AnnotateAsync(gold, item, "kept");
        var secret = await AnnotateAsync(gold, item, Secret);
        await gold.WriteAsync(By, w => w.UpdateAnnotation(
            w.FindAnnotation(secret)! with { Body = Encoding.UTF8.GetBytes($$"""{"label":"2 {{Secret}}"}""") }), Never);
        var written = gold.Head.FindAnnotation(secret)!;
        var clone = (await Store.CloneAsync(new CloneRequest { Source = gold.Head, NewDataset = new("p", "clone", "{}"u8.ToArray()) }, By)).Dataset;
        await Store.CloneAsync(new CloneRequest { Source = clone.Head, Target = clone.Ordinal, TargetDirectory = "/copy" }, By);
        await Store.DrainSealingAsync(Never);
        var request = new ErasureRequest { Items = [], Annotations = [secret], Author = "dpo@example.org", Reason = "request 18" };
        var plan = await Store.Upkeep.PlanErasureAsync([secret], cancellationToken: Never);

        var report = await Store.Upkeep.EraseAsync(request, Never);

        Assert.Equal((0, 2, 2L, 2), (plan.Items.Count, plan.Annotations.Count, plan.AnnotationsCount, plan.Datasets.Count));
        Assert.Equal((0L, 2L, 3L), (report.ItemsCount, report.AnnotationsCount, report.RevisionsRemoved));
        for (var round = 0; round < 2; round++)
        {
            foreach (var dataset in Store.AllDatasets)
            {
                foreach (var commit in dataset.ReadLog(long.MaxValue, 100))
                {
                    var version = dataset.FindVersion(commit.Id.Sequence)!;
                    Assert.DoesNotContain(version.Read(Relation.Annotations, version.State.Annotations), a => plan.Annotations.Contains(a.Lineage));
                }
            }

            gold = Store.Find("p", "gold")!;
            Assert.Equal([kept], gold.Head.ReadAnnotations(item).Select(a => a.Lineage));
            Assert.Equal(2, Store.Find("p", "clone")!.Head.State.Annotations.Cardinality);
            Assert.Empty((await new Verifier(Store).VerifyAsync(Store.AllDatasets, withBinaries: true, Never)).Problems);
            Assert.False(await HasSecretAsync(), "Some file still has it.");
            if (round == 0)
            {
                await Assert.ThrowsAsync<InvalidRequestException>(() => gold.WriteAsync(By, w => w.AddAnnotation(written), Never));
            }

            await Store.DisposeAsync();
            await OpenAsync();
        }
    }

    [Fact]
    public async Task Erase_MessagesThatNameAPathOfIt_AreErasedAndOthersStay()
    {
        await OpenAsync();
        var gold = await Store.CreateDatasetAsync(new DatasetInfo("p", "gold", "{}"u8.ToArray()), By);
        var secret = await AddAsync(gold, $"/{Secret}.jpg", "{}", ContentHash.None);
        await EditAsync(gold, secret, i => i with { Path = $"/moved/{Secret}" });
        string[] messages = [$"without /{Secret}.jpg, on request", $"took /moved/{Secret} back", "nothing of it"];
        foreach (var message in messages)
        {
            await gold.WriteAsync(By with { Message = message }, w => w.AddItem(new Revision
            {
                Lineage = w.NewIdentity().Lineage, Path = $"/{Array.IndexOf(messages, message)}", Body = "{}"u8.ToArray(),
            }), Never);
            await gold.TakeSnapshotAsync($"s{Array.IndexOf(messages, message)}", gold.Head.Commit.Id.Sequence, By with { Message = message });
        }

        await Store.Upkeep.EraseAsync(RequestFor(secret), Never);

        string[] expected = ["(erased)", "(erased)", "nothing of it"];
        Assert.Equal(expected, gold.ReadLog(6, 3).Select(c => c.Message).Reverse());
        Assert.Equal(expected, gold.ReadSnapshots().OrderBy(s => s.Name, StringComparer.Ordinal).Select(s => s.Message));
        Assert.False(await HasSecretAsync(), "Some file still has it.");
    }

    /// <summary>A revision that its own edit replaced is in no commit, and yet was made searchable.</summary>
    [Fact]
    public async Task Erase_WhatOneEditWroteAndReplaced_IsInNoSegmentEither()
    {
        await OpenAsync();
        var gold = await Store.CreateDatasetAsync(new DatasetInfo("p", "gold", "{}"u8.ToArray()), By);
        var item = await gold.WriteAsync(By, w =>
        {
            var made = w.AddItem(new Revision
            {
                Lineage = w.NewIdentity().Lineage, Path = "/x", Body = Encoding.UTF8.GetBytes($$"""{"name":"{{Secret}}"}"""),
            });
            w.Select(Relation.Items, Filter.All, Never);
            return w.UpdateItem(made with { Body = "{}"u8.ToArray() });
        }, Never);
        for (var i = 0; i < 10; i++)
        {
            await AddAsync(gold, $"/{i}", "{}", ContentHash.None);
        }

        await Store.DrainSealingAsync(Never);
        await Store.Upkeep.EraseAsync(RequestFor(item.Lineage), Never);
        Assert.False(await HasSecretAsync(), "Some file has what one edit wrote and replaced.");
        await Store.DisposeAsync();
        Assert.False(await HasSecretAsync(), "Some file has it after closing.");
        await OpenAsync();
    }

    [Fact]
    public async Task Erase_WhoHoldsAnOldVersion_SeesItWithoutThemAndCannotBringThemBack()
    {
        await OpenAsync();
        var (gold, secret) = await MakeAsync();
        var old = gold.FindVersion(3)!;
        var item = old.FindItem(secret)!;
        var set = old.State.Items;
        await Store.Upkeep.EraseAsync(RequestFor(secret), Never);
        Assert.Throws<RevisionGoneException>(() => old.Read(Relation.Items, set).ToList());
        AssertLacks(old, [secret]);
        var clone = (await Store.CloneAsync(new CloneRequest { Source = old, NewDataset = new("p", "again", "{}"u8.ToArray()) }, By)).Dataset;
        AssertLacks(clone.Head, [secret]);
        await gold.RollBackAsync(3, By, Never);
        AssertLacks(gold.Head, [secret]);
        await Assert.ThrowsAsync<InvalidRequestException>(() => gold.WriteAsync(By, w => w.AddItem(item), Never));
        Assert.Empty((await new Verifier(Store).VerifyAsync(Store.AllDatasets, withBinaries: true, Never)).Problems);
    }

    [Fact]
    public async Task Erase_HeldSnapshot_IsRefusedUnlessOverridden()
    {
        await OpenAsync();
        var (gold, secret) = await MakeAsync();
        var snapshot = await gold.TakeSnapshotAsync("v", 3, By);
        await gold.HoldSnapshotAsync(snapshot.Id, new SnapshotHold(null, "audit", "x", Store.Clock.GetUtcNow()));
        await Assert.ThrowsAsync<SnapshotHeldException>(() => Store.Upkeep.EraseAsync(RequestFor(secret), Never));
        Assert.NotNull(gold.FindVersion(3)!.FindItem(secret));
        var report = await Store.Upkeep.EraseAsync(RequestFor(secret) with { OverridesHolds = true }, Never);
        Assert.Equal(1, report.SnapshotsCount);
        AssertLacks(gold.FindVersion(3)!, [secret]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task Erase_WithoutAReason_IsRefused(string reason)
    {
        await OpenAsync();
        var (_, secret) = await MakeAsync();
        await Assert.ThrowsAsync<InvalidRequestException>(
            () => Store.Upkeep.EraseAsync(RequestFor(secret) with { Reason = reason }, Never));
    }

    [Fact]
    public async Task Erase_WhatIsNotThere_IsRefusedAndNothingIsWritten()
    {
        await OpenAsync();
        var (gold, _) = await MakeAsync();
        var head = gold.Head.Commit.Id;
        await Assert.ThrowsAsync<InvalidRequestException>(() => Store.Upkeep.EraseAsync(RequestFor(new Lineage(999_999_999)), Never));
        Assert.Equal(head, gold.Head.Commit.Id);
    }

    /// <summary>The machine's catalog stops taking transactions at the n-th, for every n; the next opening finishes it.</summary>
    [Fact]
    public async Task Erase_CutOffAtEveryStep_IsFinishedWhenOpened()
    {
        var stages = new List<string>();
        for (var n = 1; ; n++)
        {
            await OpenAsync();
            var (gold, secret) = await MakeAsync();
            var count = 0;
            Store.Upkeep.OnStage = name =>
            {
                stages.Add(name);
                if (++count == n)
                {
                    throw new IOException("The machine is gone.");
                }
            };
            var isDone = true;
            try
            {
                await Store.Upkeep.EraseAsync(RequestFor(secret), Never);
            }
            catch (IOException)
            {
                isDone = false;
            }

            await Store.DisposeAsync();
            await OpenAsync();
            foreach (var dataset in Store.AllDatasets)
            {
                Assert.Equal(1, dataset.ReadLog(long.MaxValue, 100).Count(c => c.Operation == "erase"));
                foreach (var commit in dataset.ReadLog(long.MaxValue, 100))
                {
                    AssertLacks(dataset.FindVersion(commit.Id.Sequence)!, [secret]);
                }
            }

            Assert.Empty((await new Verifier(Store).VerifyAsync(Store.AllDatasets, withBinaries: true, Never)).Problems);
            await Store.DisposeAsync();
            Assert.False(await HasSecretAsync(), $"cut off after {n} steps");
            foreach (var path in Directory.GetDirectories(directory))
            {
                Directory.Delete(path, recursive: true);
            }

            foreach (var path in Directory.GetFiles(directory))
            {
                File.Delete(path);
            }

            if (isDone)
            {
                break;
            }
        }

        Assert.True(stages.Distinct().Count() >= 9, string.Join(' ', stages.Distinct()));
    }

    /// <summary>Four datasets: gold with a past, a clone, a dataset with a copy in it, and a merge.</summary>
    private async Task<(Dataset Gold, Lineage Secret)> MakeAsync()
    {
        var gold = await Store.CreateDatasetAsync(new DatasetInfo("p", "gold", "{}"u8.ToArray()), By);
        var shared = await PutAsync("shared");
        await AddAsync(gold, "/other", $$"""{"name":"other"}""", shared);
        var own = await PutAsync(Secret);
        var secret = await AddAsync(gold, $"/{Secret}.jpg", $$"""{"name":"{{Secret}}"}""", own);
        await EditAsync(gold, secret, i => i with { Body = Encoding.UTF8.GetBytes($$"""{"name":"{{Secret}}","b":2}"""), Content = shared });
        await EditAsync(gold, secret, i => i with { Content = Put2(), Path = $"/moved/{Secret}" });
        await gold.WriteAsync(By, w => w.AddAnnotation(new Revision
        {
            Lineage = w.NewIdentity().Lineage, Item = secret, Body = Encoding.UTF8.GetBytes($$"""{"label":"{{Secret}}"}"""),
        }), Never);
        var clone = (await Store.CloneAsync(new CloneRequest { Source = gold.Head, NewDataset = new("p", "clone", "{}"u8.ToArray()) }, By)).Dataset;
        await clone.WriteAsync(By, w => w.AddAnnotation(new Revision
        {
            Lineage = w.NewIdentity().Lineage, Item = secret, Body = Encoding.UTF8.GetBytes($$"""{"label":"2 {{Secret}}"}"""),
        }), Never);
        var copies = (await Store.CloneAsync(
            new CloneRequest { Source = clone.FindVersion(1)!, NewDataset = new("p", "copies", "{}"u8.ToArray()) }, By)).Dataset;
        await Store.CloneAsync(
            new CloneRequest { Source = copies.Head, Target = copies.Ordinal, TargetDirectory = "/copy" }, By);
        await copies.WriteAsync(
            By, w => { w.RemoveItems(w.Select(Relation.Items, new Filter.Compare(FieldPath.Path, Comparison.Equal, FieldValue.Of($"/moved/{Secret}")))); return 0; }, Never);
        await Store.MergeAsync(
            new MergeRequest { Sides = [gold.Head, clone.Head], NewDataset = new("p", "merged", "{}"u8.ToArray()) }, By);
        await gold.WriteAsync(By, w => { w.RemoveItems(w.Select(Relation.Items, new Filter.Glob(FieldPath.Path, "/moved/*"))); return 0; }, Never);
        await Store.DrainSealingAsync(Never);
        return (gold, secret);

        ContentHash Put2() => PutAsync(Secret + "2").GetAwaiter().GetResult();
    }

    private static async Task<Lineage> AnnotateAsync(Dataset dataset, Lineage item, string label) =>
        (await dataset.WriteAsync(By, w => w.AddAnnotation(new Revision
        {
            Lineage = w.NewIdentity().Lineage, Item = item, Body = Encoding.UTF8.GetBytes($$"""{"label":"{{label}}"}"""),
        }), Never)).Lineage;

    private static Task EditAsync(Dataset dataset, Lineage lineage, Func<Revision, Revision> edit) =>
        dataset.WriteAsync(By, w => w.UpdateItem(edit(w.FindItem(lineage)!)), Never);

    private static async Task<Lineage> AddAsync(Dataset dataset, string path, string body, ContentHash content) =>
        (await dataset.WriteAsync(By, w => w.AddItem(new Revision
        {
            Lineage = w.NewIdentity().Lineage, Path = path, Content = content, SizeBytes = 10, Body = Encoding.UTF8.GetBytes(body),
        }), Never)).Lineage;

    private async Task<ContentHash> PutAsync(string text) =>
        (await Store.Blobs.PutAsync(Encoding.UTF8.GetBytes(text), Never)).Hash;

    private static ErasureRequest RequestFor(Lineage secret) => new() { Items = [secret], Author = "dpo@example.org", Reason = "request 17" };

    private static void AssertLacks(DatasetVersion version, IReadOnlyList<Lineage> lineages)
    {
        Assert.DoesNotContain(version.Read(Relation.Items, version.State.Items), i => lineages.Contains(i.Lineage));
        Assert.DoesNotContain(version.Read(Relation.Annotations, version.State.Annotations), a => lineages.Contains(a.Item));
        Assert.DoesNotContain(version.Read(Relation.Items, version.State.Items), i => i.Path.Contains(Secret, StringComparison.Ordinal));
    }

    private Task<bool> HasSecretAsync() => HasAsync(Encoding.UTF8.GetBytes(Secret));

    private async Task<bool> HasAsync(byte[] needle)
    {
        foreach (var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "lock"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, Never);
            if (bytes.ToArray().AsSpan().IndexOf(needle) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private async Task OpenAsync() => store = await VersionStore.OpenAsync(new VersionStoreOptions
    {
        DataDirectory = directory, Masks = BodyGenerator.Masks, SegmentRowLimit = 4,
    });

    public async ValueTask DisposeAsync()
    {
        if (store is not null)
        {
            await store.DisposeAsync();
        }

        Directory.Delete(directory, recursive: true);
    }
}
