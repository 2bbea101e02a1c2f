namespace Venn.Protocol.Requests;

public sealed record MergeRequest
{
    /// <summary>Of the new dataset.</summary>
    public required string Name { get; init; }

    /// <summary>Two or more; where sides disagree the earlier gives paths and files.</summary>
    public required IReadOnlyList<string> DatasetsIds { get; init; }

    /// <summary>The first is the project of the new dataset.</summary>
    public IReadOnlyList<string> ProjectIds { get; init; } = [];

    public CopySwitches MergeDatasetParams { get; init; } = new();

    public bool Asynced { get; init; }

    /// <summary><c>union</c> (the default), <c>fail</c>, <c>ours</c>, <c>theirs</c> or <c>latest</c>.</summary>
    public string? Policy { get; init; }

    /// <summary>Which items of unrelated datasets are one: <c>none</c> (the default), <c>content</c> or <c>path</c>.</summary>
    public string? Match { get; init; }
}
