using Venn.Protocol.Versions.Merging;

namespace Venn.Protocol.Errors;

/// <summary>The body of every answer of 400 and above.</summary>
public sealed record ErrorBody
{
    public int Status { get; init; }

    /// <summary>What was wrong, where, and what to do.</summary>
    public string? Message { get; init; }

    /// <summary>The status in words.</summary>
    public string? Error { get; init; }

    public string? Path { get; init; }

    public string? RequestId { get; init; }

    /// <summary>Of a merge or revert that is refused: how many conflicts there are.</summary>
    public long? ConflictsCount { get; init; }

    /// <summary>The first thousand of them.</summary>
    public IReadOnlyList<MergeConflict>? Conflicts { get; init; }

    /// <summary>The head that they were found on.</summary>
    public string? Head { get; init; }
}
