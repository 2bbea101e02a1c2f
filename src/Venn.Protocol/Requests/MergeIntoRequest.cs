namespace Venn.Protocol.Requests;

/// <summary>Merges other datasets into one that is there.</summary>
public sealed record MergeIntoRequest
{
    public required IReadOnlyList<MergeSource> From { get; init; }

    /// <summary><c>fail</c> (the default), <c>ours</c>, <c>theirs</c>, <c>latest</c> or <c>union</c>.</summary>
    public string? Policy { get; init; }

    /// <summary>Which items of unrelated datasets are one: <c>none</c> (the default), <c>content</c> or <c>path</c>.</summary>
    public string? Match { get; init; }

    /// <summary>A commit's id: the merge is refused when it is not the head any more.</summary>
    public string? ExpectedHead { get; init; }

    /// <summary>Conflicts settled by hand; these go before the policy.</summary>
    public IReadOnlyList<ConflictChoice>? Choices { get; init; }

    public string? Message { get; init; }
}
