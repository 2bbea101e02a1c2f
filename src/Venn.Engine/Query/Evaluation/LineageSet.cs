namespace Venn.Engine.Query.Evaluation;

/// <summary>A set of lineages made for tests of membership: a bit each where they lie close, else a hash set.</summary>
internal sealed class LineageSet
{
    /// <summary>Bits spent per member at most.</summary>
    private const long BitsPerMemberLimit = 512;
    private readonly ulong[]? bits;
    private readonly HashSet<long>? hashed;
    private readonly long min;

    public LineageSet(ReadOnlySpan<long> lineages)
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
            hashed = [];
        }
        else if ((max - min) / lineages.Length < BitsPerMemberLimit)
        {
            bits = new ulong[((max - min) >> 6) + 1];
            foreach (var lineage in lineages)
            {
                bits[(lineage - min) >> 6] |= 1UL << (int)(lineage - min);
            }
        }
        else
        {
            hashed = [.. lineages];
        }
    }

    public long SizeBytes => bits is not null ? bits.LongLength * 8 : hashed!.Count * 32L;

    public bool Contains(long lineage)
    {
        if (bits is null)
        {
            return hashed!.Contains(lineage);
        }

        var at = unchecked((ulong)(lineage - min));
        return at >> 6 < (ulong)bits.Length && ((bits[at >> 6] >> (int)at) & 1) != 0;
    }
}
