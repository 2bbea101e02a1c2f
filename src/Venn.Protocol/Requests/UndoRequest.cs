namespace Venn.Protocol.Requests;

/// <summary>Reverts a commit, or picks one of another dataset.</summary>
public sealed record UndoRequest
{
    /// <summary>The commit to pick.</summary>
    public string? CommitId { get; init; }

    /// <summary><c>fail</c> (the default), <c>ours</c>, <c>theirs</c> or <c>latest</c>: for what was changed since.</summary>
    public string? Policy { get; init; }

    public string? Message { get; init; }
}
