using Venn.Bitmaps.Containers;

namespace Venn.Bitmaps;

/// <summary>
/// Collects numbers in ascending order (or any order, more slowly: a key that was left and is met again is merged at the
/// end) into a bitmap. Threads: one at a time.
/// </summary>
public sealed class RoaringBitmapBuilder
{
    private readonly ulong[] _words = new ulong[Container.WordCount];
    private readonly List<(ulong Key, Container Container)> _closed = [];
    private ulong _key;
    private bool _open;

    public void Add(ulong value)
    {
        Open(value >> 16);
        var low = (int)(value & 0xFFFF);
        _words[low >> 6] |= 1UL << low;
    }

    /// <summary>[start, endExclusive).</summary>
    public void AddRange(ulong start, ulong endExclusive)
    {
        while (start < endExclusive)
        {
            var key = start >> 16;
            var last = Math.Min(endExclusive - 1, start | 0xFFFF);
            Open(key);
            ContainerForm.SetRange(_words, (int)(start & 0xFFFF), (int)(last & 0xFFFF));
            if (last == ulong.MaxValue)
            {
                return;
            }

            start = last + 1;
        }
    }

    /// <summary>The set of all that was added; the builder may go on.</summary>
    public RoaringBitmap ToBitmap()
    {
        Close();
        var merged = new SortedDictionary<ulong, Container>();
        foreach (var (key, container) in _closed)
        {
            merged[key] = merged.TryGetValue(key, out var before) ? before.Or(container) : container;
        }

        _closed.Clear();
        _closed.AddRange(merged.Select(pair => (pair.Key, pair.Value)));
        return RoaringBitmap.FromContainers([.. merged.Keys], [.. merged.Values]);
    }

    private void Open(ulong key)
    {
        if (_open && key == _key)
        {
            return;
        }

        Close();
        (_key, _open) = (key, true);
    }

    private void Close()
    {
        if (!_open)
        {
            return;
        }

        _closed.Add((_key, ContainerForm.FromWords(_words)));
        Array.Clear(_words);
        _open = false;
    }
}
