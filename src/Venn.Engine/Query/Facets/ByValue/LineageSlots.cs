namespace Venn.Engine.Query.Facets.ByValue;

/// <summary>Gives each of a set of lineages a place: the distance from the first where they lie close, else by a table. Immutable.</summary>
internal sealed class LineageSlots
{
    private const long SlotsPerLineageLimit = 8;
    private readonly Dictionary<long, int>? byLineage;
    private readonly long min;

    public LineageSlots(ReadOnlySpan<long> lineages)
    {
        min = long.MaxValue;
        var max = long.MinValue;
        foreach (var lineage in lineages)
        {
            min = Math.Min(min, lineage);
            max = Math.Max(max, lineage);
        }

        if (lineages.IsEmpty)
        {
            return;
        }

        if ((max - min) / lineages.Length < SlotsPerLineageLimit)
        {
            Count = (int)(max - min) + 1;
            return;
        }

        byLineage = [];
        foreach (var lineage in lineages)
        {
            byLineage.TryAdd(lineage, byLineage.Count);
        }

        Count = byLineage.Count;
    }

    /// <summary>Places there are.</summary>
    public int Count { get; }

    /// <summary>The place, or -1.</summary>
    public int Find(long lineage)
    {
        if (byLineage is not null)
        {
            return byLineage.GetValueOrDefault(lineage, -1);
        }

        var at = unchecked((ulong)(lineage - min));
        return at < (ulong)Count ? (int)at : -1;
    }
}
