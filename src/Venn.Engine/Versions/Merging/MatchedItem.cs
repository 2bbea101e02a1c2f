using Venn.Engine.Revisions;

namespace Venn.Engine.Versions.Merging;

/// <summary>Two items of different lineage that a merge took for one.</summary>
/// <param name="From">The later side's dataset.</param>
/// <param name="Theirs">The item there.</param>
/// <param name="Ours">The item of the earlier side, which it became a part of.</param>
/// <param name="TheirPath">Its path on the later side.</param>
/// <param name="Path">Its path in the result.</param>
public sealed record MatchedItem(DatasetOrdinal From, Lineage Theirs, Lineage Ours, string TheirPath, string Path);

/// <summary>Items with one content that could be matched in more than one way, and were therefore not.</summary>
/// <param name="From">The later side's dataset.</param>
/// <param name="Content">The binary they share.</param>
/// <param name="Paths">Of the earlier side, in ordinal order.</param>
/// <param name="TheirPaths">Of the later side, in ordinal order.</param>
public sealed record AmbiguousMatch(
    DatasetOrdinal From, Storage.Blobs.ContentHash Content, IReadOnlyList<string> Paths, IReadOnlyList<string> TheirPaths);
