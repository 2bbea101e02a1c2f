namespace Venn.Benchmarks.Query;

/// <summary>SplitMix64 begun anew for each row: row <i>n</i> is the same whoever asks for it, in whatever order.</summary>
internal struct RowRandom(ulong seed, ulong row)
{
    private ulong state = seed ^ (row * 0x9E37_79B9_7F4A_7C15);

    public ulong Next()
    {
        var z = state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }

    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    public int Next(int end) => (int)(NextDouble() * end);

    public bool Chance(double share) => NextDouble() < share;

    /// <summary>0 to end-1 by a power law: the first is the most frequent.</summary>
    public int NextSkewed(int end)
    {
        // Zipf's law with exponent one, by the inverse of its integral.
        var at = (int)(Math.Exp(NextDouble() * Math.Log(end + 1)) - 1);
        return Math.Min(at, end - 1);
    }
}
