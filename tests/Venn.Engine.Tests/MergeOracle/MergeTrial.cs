using Venn.Engine.Revisions;
using Venn.Engine.Tests.Model;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Merging;
using Venn.Storage.Catalog;
using Venn.TestKit.Generators;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.MergeOracle;

/// <summary>Merges on the engine and by the table, and compares all that a reader of the result, or of the report, can see.</summary>
internal sealed class MergeTrial(OracleStore store, Random random, MergeFault fault)
{
    private static readonly CommitInfo By = new("a", "merge");
    private static readonly ModelMasks Masks = new(BodyGenerator.Masks);
    private static readonly Dictionary<(Relation Relation, long Lineage), MergeChoice> NoChoices = [];

    public int MergesCount { get; private set; }

    /// <summary>By every policy, both ways round, with and without choices; and what holds of merges whatever they merge.</summary>
    public async Task EveryWayAsync(List<OracleCommit> sides)
    {
        List<OracleCommit> turned = [.. sides.AsEnumerable().Reverse()];
        foreach (var policy in Enum.GetValues<MergePolicy>())
        {
            var there = await OneAsync(sides, policy, NoChoices);
            var back = await OneAsync(turned, policy, NoChoices);
            if (there is not null && back is not null)
            {
                MergeLaws.OrderIsNoMatter(policy, sides, there, back);
            }

            if (there is not null && random.Chance(0.3))
            {
                await AgainAsync(there, sides, policy);
            }

            if (there?.Naive.Fights.Count > 0)
            {
                await OneAsync(sides, policy, TwinChoices.Pick(random, [.. there.Naive.Fights.Select(f => new ModelConflict(f.Key.Relation, f.Key.Lineage, f.Fields))]));
            }
        }
    }

    /// <summary>Into the first side's dataset.</summary>
    /// <returns>False when it was refused.</returns>
    public async Task<bool> IntoAsync(IReadOnlyList<OracleCommit> sides, MergePolicy policy) =>
        await OneAsync(sides, policy, NoChoices, isNew: false) is { Result: not null };

    private async Task<MergeOutcome?> OneAsync(
        IReadOnlyList<OracleCommit> sides, MergePolicy policy, Dictionary<(Relation Relation, long Lineage), MergeChoice> choices,
        bool isNew = true)
    {
        MergesCount++;
        var naive = new NaiveMerge(policy, choices, Masks, BodyGenerator.Stamp);
        var expected = naive.Run(sides);
        var what = $"{policy} merge of {string.Join(", ", sides)} with {choices.Count} choices";
        try
        {
            var result = await store.Store.MergeAsync(Request(sides, policy, choices, isNew), By);
            Mismatch.Unless(!naive.IsRefused, $"Conflicts were let pass: {string.Join("; ", naive.Conflicts)}");
            CompareReport(naive, result.Report);
            var facts = MergeTampering.Apply(fault, store.Reader.Read(result.Dataset.Head), sides[0].Facts);
            MergeLaws.IsAsExpected(expected, facts);
            MergeLaws.NothingIsInvented(sides, facts, naive.Renamed.Count);
            return new MergeOutcome(naive, result.Dataset, facts);
        }
        catch (MergeConflictException e)
        {
            Mismatch.Unless(naive.IsRefused, $"{what} was refused: {e.Message}");
            CompareConflicts(what, naive.Conflicts.Where(c => c.EndsWith("False", StringComparison.Ordinal)), e.Conflicts);
            return new MergeOutcome(naive, null, null);
        }
        catch (MismatchException e)
        {
            throw new MismatchException($"{what}: {e.Message}");
        }
    }

    private MergeRequest Request(
        IReadOnlyList<OracleCommit> sides, MergePolicy policy, Dictionary<(Relation Relation, long Lineage), MergeChoice> choices, bool isNew)
    {
        var told = fault == MergeFault.SwapsTheSides && isNew ? sides.Reverse() : sides;
        return new MergeRequest
        {
            Sides = [.. told.Select(s => s.Version)],
            Policy = fault == MergeFault.TakesTheWrongSide && policy == MergePolicy.Ours ? MergePolicy.Theirs : policy,
            Choices = fault == MergeFault.ForgetsTheChoices
                ? new Dictionary<(Relation, Lineage), MergeChoice>()
                : choices.ToDictionary(c => (c.Key.Relation, new Lineage(c.Key.Lineage)), c => c.Value),
            NewDataset = isNew ? new DatasetInfo("p", Guid.NewGuid().ToString("n"), default) : null,
        };
    }

    /// <summary>What was merged brings nothing more.</summary>
    private async Task AgainAsync(MergeOutcome outcome, IReadOnlyList<OracleCommit> sides, MergePolicy policy)
    {
        if (outcome.Result is not { } dataset)
        {
            return;
        }

        var head = dataset.Head.Commit.Id;
        foreach (var side in sides)
        {
            MergesCount++;
            await store.Store.MergeAsync(new MergeRequest { Sides = [dataset.Head, side.Version], Policy = policy }, By);
            Mismatch.UnlessEqual(head, dataset.Head.Commit.Id, $"Merging {side} of {string.Join(", ", sides)} again by {policy} made a commit");
        }
    }

    private void CompareReport(NaiveMerge naive, MergeReport report)
    {
        CompareConflicts("", naive.Conflicts, report.Conflicts.Skip(fault == MergeFault.OverlooksAConflict ? 1 : 0));
        Mismatch.UnlessSame(
            naive.Renamed.Order(StringComparer.Ordinal),
            report.Renamed.Select(r => $"{r.From} {r.Lineage} {r.Path} {r.NewPath}").Order(StringComparer.Ordinal), "Renamed");
    }

    private static void CompareConflicts(string what, IEnumerable<string> naive, IEnumerable<MergeConflict> engine) => Mismatch.UnlessSame(
        naive.Order(StringComparer.Ordinal),
        engine.Select(c => NaiveMerge.Say(c.Relation, c.Lineage.Value, c.Fields, c.IsSettled)).Order(StringComparer.Ordinal), $"{what} Conflicts");
}

/// <param name="Naive">By the table.</param>
/// <param name="Result">Null when it was refused.</param>
/// <param name="Facts">What it holds; null when it was refused.</param>
internal sealed record MergeOutcome(NaiveMerge Naive, Dataset? Result, Facts? Facts);
