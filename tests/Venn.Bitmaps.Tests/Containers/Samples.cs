namespace Venn.Bitmaps.Tests.Containers;

/// <summary>Sets of 16-bit values at every border of the choice of form.</summary>
internal static class Samples
{
    public static readonly IReadOnlyDictionary<string, ushort[]> Sets = new Dictionary<string, ushort[]>
    {
        ["empty"] = [],
        ["zero"] = [0],
        ["last"] = [65_535],
        ["both ends"] = [0, 65_535],
        ["three neighbours"] = [100, 101, 102],
        ["four neighbours"] = [100, 101, 102, 103],
        ["few"] = Random(7, 9),
        ["forty"] = Random(8, 40),
        ["4095"] = Random(1, 4095),
        ["4096"] = Random(2, 4096),
        ["4097"] = Random(3, 4097),
        ["every 16th"] = Where(v => v % 16 == 0),
        ["evens"] = Where(v => v % 2 == 0),
        ["odds"] = Where(v => v % 2 == 1),
        ["multiples of 3"] = Where(v => v % 3 == 0),
        ["half at random"] = Random(4, 30_000),
        ["nearly all at random"] = Random(5, 60_000),
        ["full"] = Where(_ => true),
        ["all but one"] = Where(v => v != 12_345),
        ["all but the first"] = Where(v => v != 0),
        ["all but the last"] = Where(v => v != 65_535),
        ["first half"] = Where(v => v < 32_768),
        ["second half"] = Where(v => v >= 32_768),
        ["2047 runs"] = Where(v => v % 32 < 20 && v >= 32),
        ["2048 runs"] = Where(v => v % 32 < 20),
        ["words' borders"] = Where(v => v % 64 is 63 or 0 or 1 && v / 64 % 3 == 0),
        ["runs across words"] = Where(v => v / 100 % 2 == 0),
    };

    public static Container Of(string name) => Container.FromSorted(Sets[name]);

    private static ushort[] Where(Predicate<int> predicate) =>
        [.. Enumerable.Range(0, 65_536).Where(v => predicate(v)).Select(v => (ushort)v)];

    private static ushort[] Random(int seed, int count)
    {
        var random = new Random(seed);
        var set = new SortedSet<ushort>();
        while (set.Count < count)
        {
            set.Add((ushort)random.Next(65_536));
        }

        return [.. set];
    }
}
