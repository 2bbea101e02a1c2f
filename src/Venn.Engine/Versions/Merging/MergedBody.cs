namespace Venn.Engine.Versions.Merging;

/// <summary>What two bodies became.</summary>
/// <param name="Json">The body; that of a side when it is equal to it.</param>
/// <param name="IsOurs">It says what the earlier side's says.</param>
/// <param name="IsTheirs">It says what the later side's says.</param>
internal readonly record struct MergedBody(ReadOnlyMemory<byte> Json, bool IsOurs, bool IsTheirs);
