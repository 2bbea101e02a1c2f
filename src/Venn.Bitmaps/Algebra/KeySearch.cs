namespace Venn.Bitmaps.Algebra;

internal static class KeySearch
{
    /// <summary>
    /// The first index from <paramref name="from"/> whose key is at least <paramref name="key"/>; the length if none.
    /// Cost: O(log distance), so a small set passes over a large one quickly.
    /// </summary>
    public static int Advance(ReadOnlySpan<ulong> keys, int from, ulong key)
    {
        if (from >= keys.Length || keys[from] >= key)
        {
            return from;
        }

        var low = from;
        var step = 1;
        while (low + step < keys.Length && keys[low + step] < key)
        {
            low += step;
            step <<= 1;
        }

        var high = Math.Min(low + step, keys.Length);
        var found = keys[(low + 1)..high].BinarySearch(key);
        return low + 1 + (found >= 0 ? found : ~found);
    }
}
