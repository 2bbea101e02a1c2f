namespace Venn.Engine.Query.Samples;

/// <summary>How many to take of each group.</summary>
internal static class Allocation
{
    /// <summary>In proportion to the sizes; what rounding leaves goes to the largest remainders, ties to the first.</summary>
    public static long[] Proportional(IReadOnlyList<int> sizes, long count)
    {
        var total = sizes.Sum(size => (long)size);
        var taken = sizes.Select(size => (long)((Int128)count * size / total)).ToArray();
        var left = count - taken.Sum();
        foreach (var s in Enumerable.Range(0, sizes.Count)
            .OrderByDescending(s => (long)((Int128)count * sizes[s] % total)).ThenBy(s => s).Take((int)left))
        {
            taken[s]++;
        }

        return taken;
    }

    /// <summary>The same of each; what a small group lacks is spread over the others, the remainder goes to the larger ones.</summary>
    public static long[] Equal(IReadOnlyList<int> sizes, long count)
    {
        var taken = new long[sizes.Count];
        var open = Enumerable.Range(0, sizes.Count).OrderBy(s => sizes[s]).ThenBy(s => s).ToList();
        for (var i = 0; i < open.Count; i++)
        {
            // From the smallest: what it cannot give is left for those that come.
            var share = count / (open.Count - i);
            taken[open[i]] = Math.Min(share, sizes[open[i]]);
            count -= taken[open[i]];
        }

        return taken;
    }
}
