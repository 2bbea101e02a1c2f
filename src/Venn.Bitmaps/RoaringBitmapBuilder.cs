using Venn.Bitmaps.Containers;
using Venn.Bitmaps.Containers.Kernels;

namespace Venn.Bitmaps;

/// <summary>
/// Collects numbers in ascending order (or any order, more slowly: a key that was left and is met again is merged) into a
/// bitmap. Threads: one at a time. Cost: 8 KB of scratch, then the containers alone.
/// </summary>
public sealed class RoaringBitmapBuilder
{
    private readonly ulong[] _words = new ulong[Container.WordCount];
    private readonly List<ulong> _keys = [];
    private readonly List<Container> _containers = [];
    private ulong _key;
    private bool _open;
    private bool _ascending = true;

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
            var last = Math.Min(endExclusive - 1, start | 0xFFFF);
            Open(start >> 16);
            if (last - start == 0xFFFF)
            {
                // A whole container needs no words.
                _open = false;
                Array.Clear(_words);
                Append(_key, Container.Full);
            }
            else
            {
                BitKernels.SetRange(_words, (int)(start & 0xFFFF), (int)(last & 0xFFFF));
            }

            start = last + 1;
        }
    }

    /// <summary>The set of all that was added; the builder may go on.</summary>
    public RoaringBitmap ToBitmap()
    {
        Close();
        if (!_ascending)
        {
            MergeByKey();
        }

        return _keys.Count == 0 ? RoaringBitmap.Empty : new RoaringBitmap([.. _keys], [.. _containers]);
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

        Append(_key, ContainerForm.FromWords(_words));
        Array.Clear(_words);
        _open = false;
    }

    private void Append(ulong key, Container container)
    {
        _ascending &= _keys.Count == 0 || _keys[^1] < key;
        _keys.Add(key);
        _containers.Add(container);
    }

    private void MergeByKey()
    {
        var merged = new SortedDictionary<ulong, Container>();
        for (var i = 0; i < _keys.Count; i++)
        {
            merged[_keys[i]] = merged.TryGetValue(_keys[i], out var before) ? before.Or(_containers[i]) : _containers[i];
        }

        _keys.Clear();
        _containers.Clear();
        _keys.AddRange(merged.Keys);
        _containers.AddRange(merged.Values);
        _ascending = true;
    }
}
