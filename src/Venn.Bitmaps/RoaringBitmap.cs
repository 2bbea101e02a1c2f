using System.Collections;
using System.Runtime.CompilerServices;
using Venn.Bitmaps.Algebra;
using Venn.Bitmaps.Containers;

namespace Venn.Bitmaps;

/// <summary>
/// An immutable compressed set of 64-bit numbers: a sorted list of 48-bit keys, each with a container of the low 16 bits.
/// Edits share every container they do not touch. Threads: safe, being immutable.
/// </summary>
[CollectionBuilder(typeof(RoaringBitmap), nameof(Of))]
public sealed class RoaringBitmap : IEquatable<RoaringBitmap>, IEnumerable<ulong>
{
    /// <summary>The largest key: 48 bits.</summary>
    public const ulong MaxKey = ulong.MaxValue >> 16;

    private readonly ulong[] _keys;
    private readonly Container[] _containers;

    /// <summary>Members before each container; made when rank or select is first asked.</summary>
    private long[]? _before;

    /// <summary>Takes the arrays, which nobody may write any more: keys ascending, no container empty.</summary>
    internal RoaringBitmap(ulong[] keys, Container[] containers)
        : this(keys, containers, Count(containers))
    {
    }

    private RoaringBitmap(ulong[] keys, Container[] containers, long cardinality)
    {
        _keys = keys;
        _containers = containers;
        Cardinality = cardinality;
    }

    public static RoaringBitmap Empty { get; } = new([], []);

    public long Cardinality { get; }

    public bool IsEmpty => _keys.Length == 0;

    public int ContainerCount => _keys.Length;

    /// <exception cref="InvalidOperationException">The set is empty.</exception>
    public ulong Min => IsEmpty ? throw new InvalidOperationException("the set is empty") : _keys[0] << 16 | _containers[0].Min;

    /// <exception cref="InvalidOperationException">The set is empty.</exception>
    public ulong Max => IsEmpty ? throw new InvalidOperationException("the set is empty") : _keys[^1] << 16 | _containers[^1].Max;

    /// <summary>Key and container, keys ascending.</summary>
    public KeyedContainers ByContainer => new(this);

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
    public static RoaringBitmap FromSorted(ReadOnlySpan<ulong> ascending) => SortedValues.ToBitmap(ascending);

    /// <summary>
    /// [start, endExclusive): every number but 2^64 - 1 can be in it. Cost: a container for each 65,536 numbers.
    /// </summary>
    public static RoaringBitmap FromRange(ulong start, ulong endExclusive)
    {
        var builder = new RoaringBitmapBuilder();
        builder.AddRange(start, endExclusive);
        return builder.ToBitmap();
    }

    /// <summary>The union of all. Cost: no intermediate result; a container that one set alone has is shared.</summary>
    public static RoaringBitmap OrMany(params ReadOnlySpan<RoaringBitmap> sets) => ManyUnion.Or(sets);

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
        return new RoaringBitmap(keys, containers, Cardinality + 1);
    }

    /// <summary>Copies the value's container and the array of references; shares the rest. The set itself if it is not there.</summary>
    public RoaringBitmap Remove(ulong value)
    {
        var index = IndexOfKey(value >> 16);
        return index < 0 ? this : WithContainer(index, _containers[index].Remove((ushort)value));
    }

    /// <summary>With [start, endExclusive) added. Cost: a container for each 65,536 numbers of the range.</summary>
    public RoaringBitmap AddRange(ulong start, ulong endExclusive) => Or(FromRange(start, endExclusive));

    /// <summary>Without [start, endExclusive). Cost: the containers present; all but two at most are shared or dropped.</summary>
    public RoaringBitmap RemoveRange(ulong start, ulong endExclusive) => Ranges.Remove(this, start, endExclusive);

    /// <summary>The members in [start, endExclusive). Cost: as of <see cref="RemoveRange"/>.</summary>
    public RoaringBitmap Within(ulong start, ulong endExclusive) => Ranges.Keep(this, start, endExclusive);

    /// <summary>The members in both. An operand itself where it equals the result; so of the other operations.</summary>
    public RoaringBitmap And(RoaringBitmap other) => Intersection.And(this, other);

    public RoaringBitmap Or(RoaringBitmap other) => Union.Or(this, other);

    public RoaringBitmap AndNot(RoaringBitmap other) => Difference.AndNot(this, other);

    public RoaringBitmap Xor(RoaringBitmap other) => SymmetricDifference.Xor(this, other);

    public long AndCardinality(RoaringBitmap other) => Intersection.Cardinality(this, other);

    public long OrCardinality(RoaringBitmap other) => Cardinality + other.Cardinality - AndCardinality(other);

    public long AndNotCardinality(RoaringBitmap other) => Cardinality - AndCardinality(other);

    public long XorCardinality(RoaringBitmap other) => Cardinality + other.Cardinality - (2 * AndCardinality(other));

    public bool Intersects(RoaringBitmap other) => Intersection.Any(this, other);

    public bool IsSubsetOf(RoaringBitmap other) => Intersection.IsSubset(this, other);

    /// <summary>How many members are at most <paramref name="value"/>.</summary>
    public long Rank(ulong value)
    {
        var index = IndexOfKey(value >> 16);
        return index >= 0
            ? CountBefore(index) + _containers[index].Rank((ushort)value)
            : CountBefore(~index);
    }

    /// <summary>The member with <paramref name="index"/> smaller ones.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative or not less than the cardinality.</exception>
    public ulong Select(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Cardinality);
        var before = Before();
        var found = Array.BinarySearch(before, index);
        var i = found >= 0 ? found : ~found - 1;
        return _keys[i] << 16 | _containers[i].Select((int)(index - before[i]));
    }

    /// <summary>Writes the members ascending.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than the cardinality; nothing is written.</exception>
    public void CopyTo(Span<ulong> destination)
    {
        if (destination.Length < Cardinality)
        {
            throw new ArgumentException($"{Cardinality} members do not fit in {destination.Length}", nameof(destination));
        }

        for (var i = 0; i < _keys.Length; i++)
        {
            destination = destination[_containers[i].CopyTo(destination, _keys[i] << 16)..];
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

    public RoaringBitmapEnumerator GetEnumerator() => new(this);

    IEnumerator<ulong> IEnumerable<ulong>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static long Count(ReadOnlySpan<Container> containers)
    {
        var cardinality = 0L;
        foreach (var container in containers)
        {
            cardinality += container.Cardinality;
        }

        return cardinality;
    }

    private long CountBefore(int index) => index == _keys.Length ? Cardinality : Before()[index];

    private long[] Before()
    {
        if (Volatile.Read(ref _before) is { } made)
        {
            return made;
        }

        var before = new long[_containers.Length];
        for (var i = 1; i < before.Length; i++)
        {
            before[i] = before[i - 1] + _containers[i - 1].Cardinality;
        }

        Volatile.Write(ref _before, before);
        return before;
    }

    private RoaringBitmap WithContainer(int index, Container container)
    {
        if (ReferenceEquals(container, _containers[index]))
        {
            return this;
        }

        var cardinality = Cardinality - _containers[index].Cardinality + container.Cardinality;
        if (container.IsEmpty)
        {
            return _keys.Length == 1
                ? Empty
                : new RoaringBitmap(
                    [.. _keys.AsSpan(0, index), .. _keys.AsSpan(index + 1)],
                    [.. _containers.AsSpan(0, index), .. _containers.AsSpan(index + 1)],
                    cardinality);
        }

        Container[] containers = [.. _containers];
        containers[index] = container;
        return new RoaringBitmap(_keys, containers, cardinality);
    }
}
