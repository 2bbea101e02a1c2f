using Venn.Protocol.Queries;

namespace Venn.Protocol.Requests;

/// <summary>What to compare, and what of it to tell.</summary>
public sealed record DiffRequest
{
    /// <summary>The version before; the first parent of <see cref="To"/> when none is given.</summary>
    public string? From { get; init; }

    /// <summary>The version after; the head when none is given.</summary>
    public string? To { get; init; }

    /// <summary>Of items, or of annotations by its resource: what matches on either side is told.</summary>
    public QueryBody? Filter { get; init; }

    /// <summary>Whether the summary tells how far boxes and masks agree.</summary>
    public bool? Iou { get; init; }

    /// <summary>From this overlap on two annotations of different lineage are a pair; 0.5 when none is given.</summary>
    public double? IouMin { get; init; }

    public long? Page { get; init; }

    public int? PageSize { get; init; }
}
