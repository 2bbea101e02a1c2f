using System.Diagnostics;
using Venn.Benchmarks.Query;
using Venn.Benchmarks.Reporting;
using Venn.Engine.Versions;

namespace Venn.Peers;

/// <summary>
/// Asks Venn and its peers the same in turn, run by run, and holds every answer against Venn's: times of wrong answers
/// are worth nothing.
/// </summary>
internal sealed class Comparison(Report report, DatasetVersion head, IReadOnlyList<IPeer> peers, int items, string? only)
{
    private const int WarmUpRunCount = 3;

    public async Task RunAsync()
    {
        foreach (var question in Questions.All(items).Where(question => question.Name.Contains(only ?? "", StringComparison.Ordinal)))
        {
            await AskAsync(question);
        }
    }

    private async Task AskAsync(Question question)
    {
        var ours = new Samples();
        var theirs = peers.Select(peer => Enumerable.Range(0, peer.VariantCount).Select(_ => new Samples()).ToArray()).ToArray();
        for (var run = -WarmUpRunCount; run < QueryBenchmark.RunCount; run++)
        {
            var constants = run < 0 ? QueryBenchmark.RunCount - run : run;
            var start = Stopwatch.GetTimestamp();
            var wanted = EngineAnswers.Ask(head, question, constants);
            Add(ours, run, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            for (var i = 0; i < peers.Count; i++)
            {
                for (var variant = 0; variant < peers[i].VariantCount; variant++)
                {
                    start = Stopwatch.GetTimestamp();
                    if (await peers[i].AskAsync(question, constants, variant) is not { } answer)
                    {
                        continue;
                    }

                    Add(theirs[i][variant], run, answer.Milliseconds ?? Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                    Compare(question, constants, peers[i], wanted, answer.Lines);
                }
            }
        }

        report.Add(Figure.AtMost(question.Name, items, "p50", "ms", ours.Median, question.GoalMs));
        report.Add(Figure.AtMost(question.Name, items, "p99", "ms", ours.Percentile(0.99)));
        for (var i = 0; i < peers.Count; i++)
        {
            Tell(question, peers[i], ours, theirs[i]);
        }
    }

    private void Tell(Question question, IPeer peer, Samples ours, Samples[] variants)
    {
        if (variants[0].Count == 0)
        {
            report.AddAbsent($"{question.Name}; {peer.Name}", items, peer.WhyNot(question) ?? "not asked");
            return;
        }

        var best = variants.MinBy(samples => samples.Median)!;
        report.Add(Figure.AtMost($"{question.Name}; {peer.Name}", items, "p50", "ms", best.Median));
        report.Add(Figure.AtMost($"{question.Name}; {peer.Name}", items, "p99", "ms", best.Percentile(0.99)));
        report.Add(Figure.AtMost(
            $"{question.Name}; Venn of {peer.Name}", items, "p50 ratio", "times", ours.Median / best.Median,
            peer is DuckDb.DuckDbPeer ? question.GoalOfDuckDb : null));
    }

    private static void Add(Samples samples, int run, double milliseconds)
    {
        if (run >= 0)
        {
            samples.Add(milliseconds);
        }
    }

    private static void Compare(Question question, int run, IPeer peer, IReadOnlyList<string> wanted, IReadOnlyList<string> answer)
    {
        if (!wanted.SequenceEqual(answer))
        {
            var at = wanted.Zip(answer).TakeWhile(pair => pair.First == pair.Second).Count();
            throw new InvalidOperationException(
                $"'{question.Name}', run {run}: {peer.Name} answers otherwise, at line {at} of {wanted.Count} and {answer.Count}: "
                + $"'{wanted.ElementAtOrDefault(at)}' here, '{answer.ElementAtOrDefault(at)}' there. It was asked: {question.Sql(run)}");
        }
    }
}
