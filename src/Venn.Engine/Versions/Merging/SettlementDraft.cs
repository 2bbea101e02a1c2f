using Venn.Engine.Revisions;

namespace Venn.Engine.Versions.Merging;

/// <summary>What one lineage is to become, before anything of it has a number: drafts are made on every core.</summary>
internal sealed record SettlementDraft
{
    public required Lineage Lineage { get; init; }

    /// <summary>Whether it becomes something else than it is on the earlier side.</summary>
    public bool IsChange { get; init; }

    /// <summary>A revision that is there takes its place.</summary>
    public RevisionNumber? Taken { get; init; }

    /// <summary>A revision that the merge made takes its place; neither this nor <see cref="Taken"/>: it goes.</summary>
    public Revision? Made { get; init; }

    /// <summary>An annotation kept beside it, to be given a lineage of its own.</summary>
    public Revision? Beside { get; init; }

    public MergeConflict? Conflict { get; init; }

    public static SettlementDraft Unchanged(Lineage lineage) => new() { Lineage = lineage };

    public static SettlementDraft Gone(Lineage lineage) => new() { Lineage = lineage, IsChange = true };

    public static SettlementDraft Of(Lineage lineage, RevisionNumber taken) => new() { Lineage = lineage, IsChange = true, Taken = taken };

    public static SettlementDraft Of(Lineage lineage, Revision made) => new() { Lineage = lineage, IsChange = true, Made = made };
}
