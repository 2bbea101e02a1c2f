using Venn.Engine.Revisions;

namespace Venn.Engine.Versions.Merging;

/// <summary>What two revisions of one item became.</summary>
/// <param name="Revision">Not yet numbered.</param>
/// <param name="IsMine">It is what the earlier side has.</param>
/// <param name="IsOther">It is what the later side has.</param>
/// <param name="Conflict">What was met, if anything was.</param>
internal readonly record struct MergedItem(Revision Revision, bool IsMine, bool IsOther, MergeConflict? Conflict);
