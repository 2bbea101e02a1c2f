using Venn.Protocol.Queries;
using Venn.Protocol.Slices;

namespace Venn.Protocol.Requests;

public sealed record CloneRequest
{
    /// <summary>Of the new dataset; none when cloning into an existing one.</summary>
    public string? Name { get; init; }

    /// <summary>The version to clone: a commit, a snapshot, an instant; the head when none is given.</summary>
    public string? At { get; init; }

    /// <summary>Which items; all, whatever the page it names.</summary>
    public QueryBody? Filter { get; init; }

    /// <summary>Takes a sample of those items.</summary>
    public SampleRequest? Sample { get; init; }

    public CopySwitches CloneDatasetParams { get; init; } = new();
}
