using System.Buffers;
using Venn.Bitmaps.Containers;

namespace Venn.Bitmaps.Algebra;

/// <summary>
/// Gathers the keys and containers of a result in pooled arrays, so that what is allocated is the result alone, and
/// nothing where the result is one of the operands.
/// </summary>
internal struct ContainerList : IDisposable
{
    private ulong[] _keys;
    private Container[] _containers;
    private int _count;

    public ContainerList(int capacity)
    {
        _keys = ArrayPool<ulong>.Shared.Rent(Math.Max(capacity, 1));
        _containers = ArrayPool<Container>.Shared.Rent(Math.Max(capacity, 1));
    }

    /// <summary>Appends unless the container is empty.</summary>
    public void Add(ulong key, Container container)
    {
        if (container.IsEmpty)
        {
            return;
        }

        Reserve(1);
        _keys[_count] = key;
        _containers[_count++] = container;
    }

    public void AddRange(RoaringBitmap source, int from, int to)
    {
        Reserve(to - from);
        source.Keys[from..to].CopyTo(_keys.AsSpan(_count));
        source.Containers[from..to].CopyTo(_containers.AsSpan(_count));
        _count += to - from;
    }

    /// <summary>The result: an operand itself where nothing differs, else with its key array where the keys are the same.</summary>
    public readonly RoaringBitmap ToBitmap(RoaringBitmap left, RoaringBitmap right)
    {
        if (_count == 0)
        {
            return RoaringBitmap.Empty;
        }

        var keys = _keys.AsSpan(0, _count);
        var containers = _containers.AsSpan(0, _count);
        var likeLeft = keys.SequenceEqual(left.Keys);
        if (likeLeft && SameObjects(containers, left.Containers))
        {
            return left;
        }

        var likeRight = keys.SequenceEqual(right.Keys);
        if (likeRight && SameObjects(containers, right.Containers))
        {
            return right;
        }

        var resultKeys = likeLeft ? left.KeyArray : likeRight ? right.KeyArray : keys.ToArray();
        return new RoaringBitmap(resultKeys, containers.ToArray());
    }

    public void Dispose()
    {
        ArrayPool<ulong>.Shared.Return(_keys);
        // What stays in the pool must not keep containers alive.
        _containers.AsSpan(0, _count).Clear();
        ArrayPool<Container>.Shared.Return(_containers);
        (_keys, _containers, _count) = ([], [], 0);
    }

    private static bool SameObjects(ReadOnlySpan<Container> left, ReadOnlySpan<Container> right)
    {
        for (var i = 0; i < left.Length; i++)
        {
            if (!ReferenceEquals(left[i], right[i]))
            {
                return false;
            }
        }

        return true;
    }

    private void Reserve(int more)
    {
        if (_count + more <= _keys.Length && _count + more <= _containers.Length)
        {
            return;
        }

        var keys = ArrayPool<ulong>.Shared.Rent(2 * (_count + more));
        var containers = ArrayPool<Container>.Shared.Rent(2 * (_count + more));
        _keys.AsSpan(0, _count).CopyTo(keys);
        _containers.AsSpan(0, _count).CopyTo(containers);
        var count = _count;
        Dispose();
        (_keys, _containers, _count) = (keys, containers, count);
    }
}
