using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Merging;

/// <summary>How a merge decides: the policy, what it leaves out, and what was settled by hand.</summary>
internal sealed record MergeRules(MergePolicy Policy, bool WithAnnotations)
{
    public IReadOnlyDictionary<(Relation Relation, Lineage Lineage), MergeChoice> Choices { get; init; } =
        new Dictionary<(Relation, Lineage), MergeChoice>();

    public MergeMatch Match { get; init; }

    public bool IsUnion => Policy == MergePolicy.Union;

    public MergeChoice? ChoiceFor(Relation relation, Lineage lineage) => Choices.GetValueOrDefault((relation, lineage));

    /// <summary>The side that wins where nobody chose; null where the merge must not go on.</summary>
    /// <param name="theirsIsLater">Is asked by the policy <see cref="MergePolicy.Latest"/> alone: it reads bodies.</param>
    public MergeSide? Default(Func<bool> theirsIsLater) => Policy switch
    {
        MergePolicy.Union or MergePolicy.Ours => MergeSide.Ours,
        MergePolicy.Theirs => MergeSide.Theirs,
        MergePolicy.Latest => theirsIsLater() ? MergeSide.Theirs : MergeSide.Ours,
        _ => null,
    };
}
