using System.Collections;
using Venn.Bitmaps.Algebra;
using Venn.Bitmaps.Containers;

namespace Venn.Bitmaps;

/// <summary>
/// An immutable compressed set of 64-bit numbers: a sorted list of 48-bit keys, each with a container of the low 16 bits.
/// Edits share every container they do not touch. Threads: safe, being immutable.
/// </summary>
public sealed class RoaringBitmap : IEquatable<RoaringBitmap>, IEnumerable<ulong>
{
    /// <summary>The largest key: 48 bits.</summary>
    public const ulong MaxKey = ulong.MaxValue >> 16;

    private readonly ulong[] _keys;
    private readonly Container[] _containers;

    /// <summary>Takes the arrays, which nobody may write any more: keys ascending, no container empty.</summary>
    internal RoaringBitmap(ulong[] keys, Container[] containers)
    {
        _keys = keys;
        _containers = containers;
        foreach (var container in containers)
        {
            Cardinality += container.Cardinality;
        }
    }

    public static RoaringBitmap Empty { get; } = new([], []);

    public long Cardinality { get; }

    public bool IsEmpty => _keys.Length == 0;

    public int ContainerCount => _keys.Length;

    /// <exception cref="InvalidOperationException">The set is empty.</exception>
    public ulong Min => IsEmpty ? throw new InvalidOperationException("the set is empty") : _keys[0] << 16 | _containers[0].Min;

    /// <exception cref="InvalidOperationException">The set is empty.</exception>
    public ulong Max => IsEmpty ? throw new InvalidOperationException("the set is empty") : _keys[^1] << 16 | _containers[^1].Max;

    internal ReadOnlySpan<ulong> Keys => _keys;

    internal ReadOnlySpan<Container> Containers => _containers;

    internal ulong[] KeyArray => _keys;

    /// <summary>Values in any order, repeated or not.</summary>
    public static RoaringBitmap Of(params ReadOnlySpan<ulong> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return FromSorted(sorted);
    }

    /// <summary>Values ascending; the same value may follow itself.</summary>
    /// <exception cref="ArgumentException">A value is less than the one before it.</exception>
    public static RoaringBitmap FromSorted(ReadOnlySpan<ulong> ascending)
    {
        for (var i = 1; i < ascending.Length; i++)
        {
            if (ascending[i] < ascending[i - 1])
            {
                throw new ArgumentException(
                    $"values must ascend: index {i} holds {ascending[i]} after {ascending[i - 1]}", nameof(ascending));
            }
        }

        var builder = new RoaringBitmapBuilder();
        foreach (var value in ascending)
        {
            builder.Add(value);
        }

        return builder.ToBitmap();
    }

    /// <summary>[start, endExclusive): all but the number 2^64 - 1 can be reached.</summary>
    public static RoaringBitmap FromRange(ulong start, ulong endExclusive)
    {
        var builder = new RoaringBitmapBuilder();
        builder.AddRange(start, endExclusive);
        return builder.ToBitmap();
    }

    /// <summary>Keys ascending; empty containers are dropped.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or a key does not ascend or exceeds 48 bits.</exception>
    public static RoaringBitmap FromContainers(ReadOnlySpan<ulong> keys, ReadOnlySpan<Container> containers)
    {
        if (keys.Length != containers.Length)
        {
            throw new ArgumentException($"{keys.Length} keys for {containers.Length} containers", nameof(keys));
        }

        var list = new ContainerList(keys.Length);
        try
        {
            for (var i = 0; i < keys.Length; i++)
            {
                if (keys[i] > MaxKey || (i > 0 && keys[i] <= keys[i - 1]))
                {
                    throw new ArgumentException($"key {keys[i]} at index {i} does not ascend or exceeds 48 bits", nameof(keys));
                }

                list.Add(keys[i], containers[i]);
            }

            return list.ToBitmap(Empty, Empty);
        }
        finally
        {
            list.Dispose();
        }
    }

    public ulong KeyAt(int index) => _keys[index];

    public Container ContainerAt(int index) => _containers[index];

    /// <summary>The index of a key, or the complement of where it would stand.</summary>
    public int IndexOfKey(ulong key) => Array.BinarySearch(_keys, key);

    /// <summary>The container of a key, or null.</summary>
    public Container? FindContainer(ulong key) => IndexOfKey(key) is >= 0 and var index ? _containers[index] : null;

    public bool Contains(ulong value) => FindContainer(value >> 16) is { } container && container.Contains((ushort)value);

    /// <summary>Copies the value's container and the array of references; shares the rest. The set itself if it is there.</summary>
    public RoaringBitmap Add(ulong value)
    {
        var index = IndexOfKey(value >> 16);
        if (index >= 0)
        {
            return WithContainer(index, _containers[index].Add((ushort)value));
        }

        index = ~index;
        var container = Container.FromRange((ushort)value, (ushort)value + 1);
        ulong[] keys = [.. _keys.AsSpan(0, index), value >> 16, .. _keys.AsSpan(index)];
        Container[] containers = [.. _containers.AsSpan(0, index), container, .. _containers.AsSpan(index)];
        return new RoaringBitmap(keys, containers);
    }

    /// <summary>Copies the value's container and the array of references; shares the rest. The set itself if it is not there.</summary>
    public RoaringBitmap Remove(ulong value)
    {
        var index = IndexOfKey(value >> 16);
        return index < 0 ? this : WithContainer(index, _containers[index].Remove((ushort)value));
    }

    public RoaringBitmap And(RoaringBitmap other) => Intersection.And(this, other);

    public RoaringBitmap Or(RoaringBitmap other) => Union.Or(this, other);

    public RoaringBitmap AndNot(RoaringBitmap other) => Difference.AndNot(this, other);

    public RoaringBitmap Xor(RoaringBitmap other) => SymmetricDifference.Xor(this, other);

    public long AndCardinality(RoaringBitmap other) => Intersection.Cardinality(this, other);

    public bool Intersects(RoaringBitmap other) => Intersection.Any(this, other);

    public bool IsSubsetOf(RoaringBitmap other) => Intersection.IsSubset(this, other);

    /// <summary>How many members are at most <paramref name="value"/>.</summary>
    public long Rank(ulong value)
    {
        var rank = 0L;
        var key = value >> 16;
        for (var i = 0; i < _keys.Length && _keys[i] <= key; i++)
        {
            rank += _keys[i] < key ? _containers[i].Cardinality : _containers[i].Rank((ushort)value);
        }

        return rank;
    }

    /// <summary>The member with <paramref name="index"/> smaller ones.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative or not less than the cardinality.</exception>
    public ulong Select(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Cardinality);
        var i = 0;
        for (; index >= _containers[i].Cardinality; i++)
        {
            index -= _containers[i].Cardinality;
        }

        return _keys[i] << 16 | _containers[i].Select((int)index);
    }

    /// <summary>Writes the members ascending; the destination holds at least the cardinality.</summary>
    public void CopyTo(Span<ulong> destination)
    {
        Span<ushort> values = new ushort[Container.ValueCount];
        for (var i = 0; i < _keys.Length; i++)
        {
            var count = _containers[i].CopyTo(values);
            for (var j = 0; j < count; j++)
            {
                destination[j] = _keys[i] << 16 | values[j];
            }

            destination = destination[count..];
        }
    }

    public ulong[] ToArray()
    {
        var values = new ulong[Cardinality];
        CopyTo(values);
        return values;
    }

    public bool Equals(RoaringBitmap? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Cardinality == other.Cardinality && Keys.SequenceEqual(other.Keys)
            && Containers.SequenceEqual(other.Containers));

    public override bool Equals(object? obj) => Equals(obj as RoaringBitmap);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        for (var i = 0; i < _keys.Length; i++)
        {
            hash.Add(_keys[i]);
            hash.Add(_containers[i]);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<ulong> GetEnumerator()
    {
        var values = new ushort[Container.ValueCount];
        for (var i = 0; i < _keys.Length; i++)
        {
            var count = _containers[i].CopyTo(values);
            for (var j = 0; j < count; j++)
            {
                yield return _keys[i] << 16 | values[j];
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private RoaringBitmap WithContainer(int index, Container container)
    {
        if (ReferenceEquals(container, _containers[index]))
        {
            return this;
        }

        if (container.IsEmpty)
        {
            return _keys.Length == 1
                ? Empty
                : new RoaringBitmap(
                    [.. _keys.AsSpan(0, index), .. _keys.AsSpan(index + 1)],
                    [.. _containers.AsSpan(0, index), .. _containers.AsSpan(index + 1)]);
        }

        Container[] containers = [.. _containers];
        containers[index] = container;
        return new RoaringBitmap(_keys, containers);
    }
}
