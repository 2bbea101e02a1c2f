using System.Diagnostics;
using Venn.Benchmarks.Reporting;
using Venn.Engine;
using Venn.Engine.Versions;

namespace Venn.Benchmarks.Query;

/// <summary>
/// Filters, facets, joins and pages at one size: in the engine, on a clone made a moment ago and edited, at a commit a
/// thousand commits back, in a fresh process, and over HTTP.
/// </summary>
internal sealed class QueryBenchmark(Report report, string directory, int items, string? only = null)
{
    /// <summary>Measured runs; each asks with constants of its own.</summary>
    public const int RunCount = 36;

    private const int WarmUpRunCount = 4;
    private readonly Dictionary<string, double> medians = [];
    private readonly IReadOnlyList<Question> questions = [.. Questions.All(items).Where(question => question.Name.Contains(only ?? "", StringComparison.Ordinal))];

    /// <returns>The median of each question on the source, in milliseconds.</returns>
    public async Task<IReadOnlyDictionary<string, double>> RunAsync()
    {
        if (!Directory.Exists(directory))
        {
            await LoadAsync();
        }

        if (only is null)
        {
            await ColdStart.MeasureAsync(report, directory, items);
        }

        await using (var store = await QueryStore.OpenAsync(directory))
        {
            var source = Source(store);
            AskWarm(source.Head);
            if (only is null)
            {
                await AskVersionsAsync(store, source);
            }

            using var process = Process.GetCurrentProcess();
            report.Add(Figure.AtMost("memory after every question", items, "resident", "MiB", process.WorkingSet64 / 1048576.0, 2048));
        }

        await new QueryOverHttp(report, directory, items, questions).RunAsync();
        return medians;
    }

    public static Dataset Source(VersionStore store) => store.Datasets.First(dataset => dataset.Info.Name == QueryOverHttp.DatasetName);

    /// <summary>Fills a directory that a server made.</summary>
    public async Task LoadAsync()
    {
        await QueryOverHttp.PrepareAsync(directory);
        await using var store = await QueryStore.OpenAsync(directory);
        var start = Stopwatch.GetTimestamp();
        await QueryStore.LoadAsync(store, Source(store), items);
        report.Add(Figure.AtMost("load, durable, searchable, sealed", items, "time", "s", Stopwatch.GetElapsedTime(start).TotalSeconds));
        report.Add(Figure.AtMost("disk", items, "all", "MB", SizeOf(directory) / 1e6));
        report.Add(Figure.AtMost("disk", items, "segments", "MB", SizeOf(Path.Combine(directory, "segments")) / 1e6));
    }

    public static long SizeOf(string path) =>
        new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    private void AskWarm(DatasetVersion head)
    {
        foreach (var question in questions)
        {
            for (var run = 0; run < WarmUpRunCount; run++)
            {
                EngineAnswers.Ask(head, question, RunCount + run);
            }

            var samples = new Samples();
            for (var run = 0; run < RunCount; run++)
            {
                Measure(samples, head, question, run);
            }

            medians[question.Name] = samples.Median;
            report.Add(Figure.AtMost(question.Name, items, "p50", "ms", samples.Median, question.GoalMs));
            report.Add(Figure.AtMost(question.Name, items, "p99", "ms", samples.Percentile(0.99)));
        }
    }

    // The three are asked in turn, so that what else the machine does weighs on each alike.
    private async Task AskVersionsAsync(VersionStore store, Dataset source)
    {
        var clone = await QueryStore.CloneAndEditAsync(store, source);
        var busy = await QueryStore.CloneAndCommitAsync(store, source, QueryStore.CommitsBack);
        var before = busy.Head.Commit.Id.Sequence - QueryStore.CommitsBack;
        VersionUnderTest[] versions =
        [
            new("", () => source.Head), new("clone, 1 % edited", () => clone.Head), new("1,000 commits back", () => busy.FindVersion(before)!),
        ];
        foreach (var question in questions)
        {
            var samples = versions.Select(_ => new Samples()).ToArray();
            for (var run = -WarmUpRunCount; run < RunCount; run++)
            {
                for (var i = 0; i < versions.Length; i++)
                {
                    // Versions share sets, and what is kept under them: each is asked what no other was.
                    var at = (i + run + WarmUpRunCount) % versions.Length;
                    Measure(run < 0 ? new Samples() : samples[at], versions[at].Get(), question, 100 + run + (at * 40));
                }
            }

            // The clone's edits changed nothing that is asked for.
            if (versions.Select(version => string.Join('\n', EngineAnswers.Ask(version.Get(), question, 0))).Distinct().Count() != 1)
            {
                throw new InvalidOperationException($"'{question.Name}': a clone or an older commit answers otherwise than the source.");
            }

            for (var i = 1; i < versions.Length; i++)
            {
                report.Add(Figure.AtMost($"{question.Name}; {versions[i].Name}", items, "p50", "ms", samples[i].Median));
                report.Add(Figure.AtMost(
                    $"{question.Name}; {versions[i].Name}", items, "p50 ratio", "times", samples[i].Median / samples[0].Median, 1.3));
            }
        }
    }

    private static void Measure(Samples samples, DatasetVersion version, Question question, int run)
    {
        var start = Stopwatch.GetTimestamp();
        EngineAnswers.Ask(version, question, run);
        samples.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }
}
