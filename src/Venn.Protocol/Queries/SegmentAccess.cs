namespace Venn.Protocol.Queries;

/// <summary>How a step asked the columns of segments, each of 65,536 rows.</summary>
public sealed record SegmentAccess
{
    /// <summary>Nothing in it can match, by its extremes or its dictionary.</summary>
    public int Skipped { get; init; }

    /// <summary>Read from end to end.</summary>
    public int Scanned { get; init; }

    /// <summary>Few rows were in question, each looked up.</summary>
    public int LookedUp { get; init; }
}
