namespace Venn.Engine.Versions.Merging;

/// <summary>What makes an item of a later side one with an item of an earlier side that has another lineage.</summary>
public enum MergeMatch
{
    /// <summary>Nothing: they are summed.</summary>
    None,

    /// <summary>The same binary; among several with it, also the same path.</summary>
    Content,

    /// <summary>The same path.</summary>
    Path,
}
