using System.Globalization;
using Venn.Engine.Maintenance;
using Venn.Engine.Maintenance.Collection;
using Venn.Engine.Maintenance.Retention;
using Venn.Engine.Tests.Versions;
using Venn.Engine.Versions.Copying;
using Venn.Engine.Versions.Merging;
using Venn.TestKit.Simulation;
using static Venn.Engine.Tests.Versions.VersionFixture;

namespace Venn.Engine.Tests.Maintenance;

/// <summary>
/// Two stores are given the same operations, and one of them collects at random moments under random rules: every head,
/// every version that is kept and every merge are the same in both. <c>VENN_SEED=n</c> replays one run; <c>VENN_COLLECT_RUNS=n</c>
/// makes n.
/// </summary>
public sealed class CollectTwinTests(ITestOutputHelper output)
{
    private const int Steps = 120;

    [Fact]
    public async Task Collection_BesideRandomHistories_ChangesNoAnswer()
    {
        var given = Read("VENN_SEED");
        var first = given ?? Environment.TickCount & 0xFFFFF;
        var (forgotten, removed, merges) = (0L, 0L, 0L);
        for (var seed = first; seed < first + (given is null ? Read("VENN_COLLECT_RUNS") ?? 12 : 1); seed++)
        {
            output.WriteLine($"VENN_SEED={seed}");
            await using var run = await Run.OpenAsync(seed);
            for (var step = 0; step < Steps; step++)
            {
                await run.StepAsync();
            }

            await run.CompareAsync();
            (forgotten, removed, merges) = (forgotten + run.Forgotten, removed + run.Removed, merges + run.Merges);
        }

        output.WriteLine($"{forgotten} commits forgotten, {removed} revisions removed, {merges} merges.");
        Assert.True(forgotten > 50 && removed > 20 && merges > 5, "Hardly anything was collected: the runs are too tame to tell.");
    }

    private static int? Read(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : null;

    private sealed class Run : IAsyncDisposable
    {
        private readonly ManualClock clock = new();
        private readonly Random random;
        private readonly int seed;
        private VersionFixture collected = null!;
        private VersionFixture whole = null!;
        private int names;

        private Run(int seed) => (this.seed, random) = (seed, new Random(seed));

        public long Forgotten { get; private set; }

        public long Removed { get; private set; }

        public long Merges { get; private set; }

        public static async Task<Run> OpenAsync(int seed)
        {
            var run = new Run(seed);
            run.collected = await VersionFixture.OpenAsync(clock: run.clock);
            run.whole = await VersionFixture.OpenAsync(clock: run.clock);
            await run.BothAsync(f => f.CreateAsync("d0", "/a", "/b", "/c", "/d", "/e"));
            return run;
        }

        public async Task StepAsync()
        {
            clock.Advance(TimeSpan.FromHours(random.Next(12)));
            var names = collected.Store.Datasets.Select(d => d.Info.Name).ToList();
            var (name, other) = (names[random.Next(names.Count)], names[random.Next(names.Count)]);
            switch (random.Next(20))
            {
                case < 8:
                    await EditAsync(name);
                    break;
                case 8 or 9:
                    await CloneAsync(name);
                    break;
                case 10 or 11 when name != other:
                    await MergeAsync(name, other);
                    break;
                case 12:
                    await PastAsync(name);
                    break;
                case 13:
                    var (sequence, title) = (Pick(name), $"s{++this.names}");
                    await BothAsync(f => f.Store.Find("p", name)!.TakeSnapshotAsync(title, sequence, By));
                    break;
                case 14 when names.Count > 3:
                    await BothAsync(f => f.Store.DeleteDatasetAsync(f.Store.Find("p", name)!.Ordinal));
                    break;
                case 15:
                    await collected.Store.Find("p", name)!.SetRetentionAsync(new RetentionRule
                    {
                        Commits = random.Next(3) == 0 ? null : random.Next(1, 5), Days = random.Next(2) == 0 ? null : random.Next(3),
                        DeletedDays = random.Next(3),
                    });
                    break;
                case 16 or 17:
                    await CollectAsync();
                    break;
                case 18 when random.Next(3) == 0:
                    await collected.ReopenAsync();
                    break;
                default:
                    await EditAsync(name);
                    break;
            }
        }

        public async Task CompareAsync()
        {
            await CollectAsync();
            await collected.ReopenAsync();
            foreach (var dataset in collected.Store.Datasets)
            {
                var twin = whole.Store.Find(dataset.Ordinal)!;
                Assert.Equal(twin.Head.Commit.Id, dataset.Head.Commit.Id);
                foreach (var commit in dataset.ReadLog(long.MaxValue, int.MaxValue))
                {
                    var version = dataset.FindVersion(commit.Id.Sequence)!;
                    if (!version.IsForgotten)
                    {
                        Assert.True(
                            twin.FindVersion(commit.Id.Sequence)!.ComputeDigest() == version.ComputeDigest(),
                            $"VENN_SEED={seed}: commit {commit.Id} is not what it was.");
                    }
                }

                Assert.All(dataset.ReadSnapshots(), s => Assert.False(dataset.FindVersion(s.Commit.Sequence)!.IsForgotten));
            }

            var problems = (await new Verifier(collected.Store).VerifyAsync(
                collected.Store.AllDatasets, withBinaries: false, TestContext.Current.CancellationToken)).Problems;
            Assert.True(problems.Count == 0, $"VENN_SEED={seed}: {string.Join("; ", problems.Take(5))}");
        }

        private async Task CollectAsync()
        {
            var report = await collected.Store.Upkeep.CollectAsync(new CollectRequest { Grace = TimeSpan.FromHours(random.Next(2) * 6) });
            (Forgotten, Removed) = (Forgotten + report.CommitsForgotten, Removed + report.RevisionsRemoved);
        }

        private async Task EditAsync(string name)
        {
            var (kind, key, value, pick, label) = (random.Next(6), "abc"[random.Next(3)].ToString(), random.Next(100), random.Next(100), $"l{random.Next(9)}");
            await BothAsync(async f =>
            {
                var dataset = f.Store.Find("p", name)!;
                var paths = Paths(dataset);
                var path = paths.Length == 0 ? null : paths[pick % paths.Length];
                switch (kind)
                {
                    case 0 or 1 when path is not null:
                        await f.SetAsync(dataset, path, key, value);
                        break;
                    case 2 when path is not null:
                        await f.AnnotateAsync(dataset, path, label);
                        break;
                    case 3 when paths.Length > 3:
                        await RemoveAsync(dataset, path!);
                        break;
                    default:
                        if (!paths.Contains($"/n{pick}"))
                        {
                            await WriteAsync(dataset, w => f.Add(w, $"/n{pick}"));
                        }

                        break;
                }
            });
        }

        private async Task CloneAsync(string name)
        {
            var (sequence, made, narrow) = (Pick(name), $"d{++names}", random.Next(4) == 0);
            await BothAsync(f => f.Store.CloneAsync(
                new CloneRequest
                {
                    Source = f.Store.Find("p", name)!.FindVersion(sequence)!, NewDataset = Named(made), WithAnnotations = !narrow,
                },
                By));
        }

        private async Task MergeAsync(string name, string other)
        {
            var (isNew, made, policy, sequence) =
                (random.Next(3) == 0, $"d{++names}", random.Next(2) == 0 ? MergePolicy.Union : MergePolicy.Theirs, Pick(other));
            var first = isNew ? Pick(name) : collected.Store.Find("p", name)!.Head.Commit.Id.Sequence;
            Merges++;
            await BothAsync(f =>
            {
                var ours = f.Store.Find("p", name)!.FindVersion(first)!;
                var theirs = f.Store.Find("p", other)!.FindVersion(sequence)!;
                return f.Store.MergeAsync(
                    new MergeRequest { Sides = [ours, theirs], Policy = policy, NewDataset = isNew ? Named(made) : null }, By);
            });
        }

        private async Task PastAsync(string name)
        {
            var (sequence, kind) = (Pick(name), random.Next(2));
            if (kind == 1 && (sequence == 1 || collected.Store.Find("p", name)!.FindVersion(sequence - 1)!.IsForgotten))
            {
                return;
            }

            await BothAsync(f => kind == 0
                ? f.Store.Find("p", name)!.RollBackAsync(sequence, By)
                : f.Store.Undo.RevertAsync(f.Store.Find("p", name)!, sequence, MergePolicy.Ours, By));
        }

        /// <summary>A commit that is kept.</summary>
        private long Pick(string name)
        {
            var kept = UpkeepFixture.KeptOf(collected.Store.Find("p", name)!);
            return random.Next(2) == 0 ? kept[^1] : kept[random.Next(kept.Length)];
        }

        private async Task BothAsync(Func<VersionFixture, Task> act)
        {
            // A refusal (nothing left to remove, a name taken) is the same in both.
            var failures = new List<string?>();
            foreach (var f in (VersionFixture[])[collected, whole])
            {
                try
                {
                    await act(f);
                    failures.Add(null);
                }
                catch (EngineException e)
                {
                    failures.Add(e.GetType().Name);
                }
            }

            Assert.True(failures[0] == failures[1], $"VENN_SEED={seed}: {failures[0]} with collection, {failures[1]} without.");
        }

        public async ValueTask DisposeAsync()
        {
            await collected.DisposeAsync();
            await whole.DisposeAsync();
        }
    }
}
