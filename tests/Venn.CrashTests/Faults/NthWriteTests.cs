using Venn.Engine.Query;
using Venn.Storage.Catalog;
using Venn.TestKit.Simulation;

namespace Venn.CrashTests.Faults;

/// <summary>The n-th durable write fails, for every n: what was answered is there, what was not is wholly absent.</summary>
public sealed class NthWriteTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CatalogTransaction_FailsForEveryN_IsAllOrNothing(bool isLasting)
    {
        var failures = 0;
        for (var n = 1; ; n++)
        {
            await using var f = new FaultStore();
            await f.OpenAsync();
            await f.CreateAsync("a", 20);
            await f.CreateAsync("b", 3);
            f.Catalog.FailAt(n, isLasting);
            var seen = f.See();
            var failed = false;
            foreach (var operation in f.Operations())
            {
                try
                {
                    await operation();
                    seen = f.See();
                }
                catch (Exception e) when (e is IOException or EngineException)
                {
                    failed = true;
                    Assert.Equal(seen, f.See());
                }
            }

            await f.CloseAsync();
            await f.OpenAsync();
            Assert.Equal(seen, f.See());
            if (!failed)
            {
                break;
            }

            failures++;
        }

        Assert.InRange(failures, 8, 100);
    }

    [Fact]
    public async Task Sealing_MachineDiesInEveryFileOperation_AnswersTheSameAfterwards()
    {
        var crashes = 0;
        for (var n = 1; ; n++)
        {
            await using var f = new FaultStore();
            await f.OpenAsync();
            f.Files.Use(FaultPlan.CrashAt(n));
            var dataset = await f.CreateAsync("a", 40);
            await f.Store.DrainSealingAsync();
            var operations = f.Files.OperationCount;
            var seen = f.See();

            // What is derived never stands in the way: the running store answers on from memory.
            AssertFound(dataset);
            await f.CloseAsync();
            var disk = f.Files;
            for (var luck = -1; luck < 4; luck++)
            {
                f.Files = disk.Reboot(luck < 0 ? null : new Random(luck));
                await f.OpenAsync();
                Assert.Equal(seen, f.See());
                AssertFound(f.Store.Find("p", "a")!);
                await f.Store.DrainSealingAsync();
                await f.CloseAsync();
            }

            if (operations < n)
            {
                break;
            }

            crashes++;
        }

        Assert.InRange(crashes, 8, 2000);
    }

    [Fact]
    public async Task Sealing_DiskIsFull_AnswersFromMemory()
    {
        await using var f = new FaultStore();
        await f.OpenAsync();
        f.Files.Use(FaultPlan.FailFrom(1));
        var dataset = await f.CreateAsync("a", 40);
        await f.Store.DrainSealingAsync();
        AssertFound(dataset);
        f.Files.Use(FaultPlan.None);
        await f.CloseAsync();
        await f.OpenAsync();
        AssertFound(f.Store.Find("p", "a")!);
    }

    [Fact]
    public async Task BlobPut_MachineDiesInEveryFileOperation_ItemsRefersToWholeBinariesAlone()
    {
        var content = new byte[150_000];
        new Random(1).NextBytes(content);
        var crashes = 0;
        for (var n = 1; ; n++)
        {
            await using var f = new FaultStore();
            await f.OpenAsync();
            f.Files.Use(FaultPlan.CrashAt(n));
            var isDone = true;
            Storage.Blobs.BlobInfo blob = default;
            try
            {
                blob = await f.Store.Blobs.PutAsync(content, CancellationToken.None);
            }
            catch (IOException)
            {
                isDone = false;
                crashes++;
            }

            await f.CloseAsync();
            f.Files = f.Files.Reboot(new Random(n));
            await f.OpenAsync();
            foreach (var stored in f.Store.Blobs.List())
            {
                await f.Store.Blobs.VerifyAsync(stored.Hash, CancellationToken.None);
            }

            if (isDone)
            {
                Assert.True(f.Store.Blobs.Exists(blob.Hash));
                break;
            }
        }

        Assert.InRange(crashes, 5, 200);
    }

    private static void AssertFound(Dataset dataset)
    {
        var head = dataset.Head;
        Assert.Equal(40, head.Select(Relation.Items, new Filter.Glob(FieldPath.Path, "/d/*")).Cardinality);
        Assert.Equal(40, head.Select(
            Relation.Items,
            new Filter.HasAnnotation(new Filter.Compare(FieldPath.Parse("label"), Comparison.Equal, FieldValue.Of("cat")))).Cardinality);
        Assert.NotNull(head.FindItem("/d/39"));
    }
}
