using Venn.Engine.Versions.Merging;
using Venn.Storage.Catalog;
using Venn.TestKit.Generators;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.Model;

/// <summary>Settles some of the conflicts by hand: as a whole, field by field, or both.</summary>
internal static class TwinChoices
{
    public static Dictionary<(Relation Relation, long Lineage), MergeChoice> Pick(Random random, IReadOnlyList<ModelConflict> conflicts)
    {
        var share = random.Chance(0.5) ? 1.0 : 0.5;
        var choices = new Dictionary<(Relation, long), MergeChoice>();
        foreach (var conflict in conflicts.Where(_ => random.Chance(share)))
        {
            choices[(conflict.Relation, conflict.Lineage)] = conflict.Fields.Count == 0 || random.Chance(0.4)
                ? new MergeChoice { Whole = Side(random) }
                : new MergeChoice
                {
                    Whole = random.Chance(0.3) ? Side(random) : null,
                    Fields = conflict.Fields.Distinct().Where(_ => random.Chance(0.8)).ToDictionary(f => f, _ => Side(random)),
                };
        }

        return choices;
    }

    private static MergeSide Side(Random random) => random.Chance(0.5) ? MergeSide.Ours : MergeSide.Theirs;
}
