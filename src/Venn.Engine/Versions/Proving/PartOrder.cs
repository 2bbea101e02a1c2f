using System.Runtime.CompilerServices;

namespace Venn.Engine.Versions.Proving;

/// <summary>Items by part: the parts that have some, and which. Immutable.</summary>
internal sealed class PartOrder
{
    /// <summary>Fewer are sorted: to count them takes a look at every part there may be.</summary>
    private const int CountingFloor = 1 << 13;

    private readonly int[] order;
    private readonly int[] starts;

    private PartOrder(ushort[] parts, int[] starts, int[] order)
    {
        Parts = parts;
        this.starts = starts;
        this.order = order;
    }

    /// <summary>That have items, ascending.</summary>
    public ushort[] Parts { get; }

    /// <param name="partOf">By item; overwritten.</param>
    public static PartOrder Of(ushort[] partOf) => partOf.Length < CountingFloor ? Sort(partOf) : Count(partOf);

    /// <summary>The indexes of the items of some parts that follow one another.</summary>
    /// <param name="from">In <see cref="Parts"/>.</param>
    /// <param name="end">Behind the last.</param>
    public ReadOnlySpan<int> ItemsOf(int from, int end) => order.AsSpan(starts[from]..starts[end]);

    private static PartOrder Sort(ushort[] partOf)
    {
        var order = new int[partOf.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(partOf, order);
        var (parts, starts) = (new List<ushort>(partOf.Length), new List<int>(partOf.Length + 1));
        for (var i = 0; i < partOf.Length; i++)
        {
            if (i == 0 || partOf[i] != partOf[i - 1])
            {
                parts.Add(partOf[i]);
                starts.Add(i);
            }
        }

        starts.Add(partOf.Length);
        return new PartOrder([.. parts], [.. starts], order);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static PartOrder Count(ushort[] partOf)
    {
        var next = new int[PartDigests.PartCount];
        foreach (var part in partOf)
        {
            next[part]++;
        }

        var (parts, starts) = (new List<ushort>(PartDigests.PartCount), new List<int>(PartDigests.PartCount + 1));
        var start = 0;
        for (var part = 0; part < next.Length; part++)
        {
            if (next[part] > 0)
            {
                parts.Add((ushort)part);
                starts.Add(start);
            }

            (next[part], start) = (start, start + next[part]);
        }

        starts.Add(start);
        var order = new int[partOf.Length];
        for (var i = 0; i < partOf.Length; i++)
        {
            order[next[partOf[i]]++] = i;
        }

        return new PartOrder([.. parts], [.. starts], order);
    }
}
