namespace Venn.Peers;

/// <summary>What a peer answers.</summary>
/// <param name="Lines">As <see cref="Venn.Benchmarks.Query.Question"/> has them.</param>
/// <param name="Milliseconds">What it took, where the peer's own process measured it; null when the asker's clock counts.</param>
internal sealed record PeerAnswer(IReadOnlyList<string> Lines, double? Milliseconds = null);
