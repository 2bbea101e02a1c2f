namespace Venn.Protocol.Versions;

/// <summary>What a verification looked at, and what it found wrong.</summary>
public sealed record VerifyReport
{
    public long CommitsCount { get; init; }

    public long ItemsCount { get; init; }

    public long AnnotationsCount { get; init; }

    /// <summary>Distinct files that were hashed again.</summary>
    public long BinariesCount { get; init; }

    public long ProblemsCount { get; init; }

    /// <summary>Each says what is wrong, where, and what to do.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary><c>sha256:</c> and 64 hex digits of the content; none for a whole store.</summary>
    public string? Digest { get; init; }
}
