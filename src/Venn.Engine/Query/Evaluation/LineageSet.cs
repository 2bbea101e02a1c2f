using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Venn.Engine.Query.Evaluation;

/// <summary>A set of lineages made for tests of membership: a bit each where they lie close, else a hash set.</summary>
internal sealed class LineageSet
{
    /// <summary>Bits spent per member at most.</summary>
    private const long BitsPerMemberLimit = 512;
    private readonly ulong[]? bits;
    private readonly HashSet<long>? hashed;
    private readonly long min;

    /// <param name="parts">Lineages; some may stand there more than once.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public LineageSet(IReadOnlyCollection<List<long>> parts)
    {
        min = long.MaxValue;
        var max = long.MinValue;
        var count = parts.Sum(part => (long)part.Count);
        foreach (var part in parts)
        {
            foreach (var lineage in CollectionsMarshal.AsSpan(part))
            {
                min = Math.Min(min, lineage);
                max = Math.Max(max, lineage);
            }
        }

        if (count > 0 && (max - min) / count < BitsPerMemberLimit)
        {
            bits = new ulong[((max - min) >> 6) + 1];
            foreach (var part in parts)
            {
                foreach (var lineage in CollectionsMarshal.AsSpan(part))
                {
                    bits[(lineage - min) >> 6] |= 1UL << (int)(lineage - min);
                }
            }
        }
        else
        {
            hashed = [.. parts.SelectMany(part => part)];
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
