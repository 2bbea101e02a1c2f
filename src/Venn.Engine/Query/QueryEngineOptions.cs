namespace Venn.Engine.Query;

/// <summary>Bounds of the query engine; tests make them small, so that little data meets every branch.</summary>
internal sealed record QueryEngineOptions
{
    /// <summary>How long one request may run; null for as long as it takes.</summary>
    public TimeLimit? TimeLimit { get; init; }

    /// <summary>Threads of one request at most: others want to be answered too.</summary>
    public int Threads { get; init; } = Math.Min(4, Environment.ProcessorCount);

    /// <summary>Rows that a thread should find at least: waking one costs as much as scanning so many.</summary>
    public long RowsPerThread { get; init; } = 1 << 17;

    /// <summary>Memory for what is kept of answers: orders, joins, counts.</summary>
    public long CacheBytes { get; init; } = 256L << 20;

    /// <summary>Rows of an order that are found without ordering the rest; a page beyond them orders everything.</summary>
    public int TopRowsMax { get; init; } = 1000;
}
