namespace Venn.Engine.Versions.Merging;

/// <summary>How the same lineage changed on both sides is settled.</summary>
public enum MergePolicy
{
    /// <summary>
    /// Dataloop's merge: an item deleted on one side alone is kept, diverged annotations are both kept, and where one
    /// metadata key differs the earlier side's value stays.
    /// </summary>
    Union,

    /// <summary>Three-way; a conflict refuses the merge.</summary>
    Fail,

    /// <summary>Three-way; the earlier side wins conflicts.</summary>
    Ours,

    /// <summary>Three-way; the later side wins conflicts.</summary>
    Theirs,

    /// <summary>Three-way; the revision written later wins, and an edit wins over a deletion.</summary>
    Latest,
}
