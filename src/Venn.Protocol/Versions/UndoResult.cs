using Venn.Protocol.Versions.Merging;

namespace Venn.Protocol.Versions;

/// <summary>What a revert, cherry-pick or restoring made.</summary>
public sealed record UndoResult
{
    /// <summary>The new commit; none when nothing had to change.</summary>
    public Commit? Commit { get; init; }

    public MergeReport Report { get; init; } = new();
}
