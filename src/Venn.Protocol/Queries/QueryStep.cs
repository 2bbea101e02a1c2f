namespace Venn.Protocol.Queries;

/// <summary>One step of a query, summed over the segments it ran on.</summary>
public sealed record QueryStep
{
    public string Name { get; init; } = "";

    /// <summary>The condition in words.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Rows still in question when it ran.</summary>
    public long RowsIn { get; init; }

    /// <summary>Rows that it left.</summary>
    public long RowsOut { get; init; }

    public SegmentAccess Segments { get; init; } = new();

    /// <summary>Rows that columns could not tell all of: more than 1,024 fields in their segment, geometry, long texts.</summary>
    public long BodiesRead { get; init; }

    /// <summary>Answered from what an earlier query had left.</summary>
    public bool Kept { get; init; }

    /// <summary>With the steps below it.</summary>
    public double ElapsedMs { get; init; }

    public IReadOnlyList<QueryStep> Steps { get; init; } = [];
}
