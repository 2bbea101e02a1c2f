using Venn.Bitmaps.Format;

namespace Venn.Bitmaps.Containers;

/// <summary>
/// An immutable set of 16-bit values, in whichever of three forms is smallest: array, bitmap, run. The form follows from
/// the content alone (<see cref="ContainerForm"/>), so equal sets have equal forms, bytes and hashes.
/// Threads: safe, being immutable.
/// </summary>
public abstract class Container : IEquatable<Container>
{
    /// <summary>Values a container can hold.</summary>
    public const int ValueCount = 65_536;

    /// <summary>Words of the bitset form.</summary>
    public const int WordCount = 1024;

    private ulong _hashUpper;
    private ulong _hashLower;
    private bool _hashed;

    private protected Container(int cardinality) => Cardinality = cardinality;

    public static Container Empty { get; } = new ArrayContainer([]);

    /// <summary>All 65,536 values.</summary>
    public static Container Full { get; } = new RunContainer([0, ushort.MaxValue], ValueCount);

    public int Cardinality { get; }

    public bool IsEmpty => Cardinality == 0;

    public abstract ContainerKind Kind { get; }

    /// <summary>How many maximal runs of neighbouring values there are. Cost: O(size) but for the run form.</summary>
    public abstract int RunCount { get; }

    /// <exception cref="InvalidOperationException">The container is empty.</exception>
    public abstract ushort Min { get; }

    /// <exception cref="InvalidOperationException">The container is empty.</exception>
    public abstract ushort Max { get; }

    /// <summary>XxHash128 of the canonical bytes. Cost: O(size) once, then kept.</summary>
    public UInt128 ContentHash
    {
        get
        {
            if (!Volatile.Read(ref _hashed))
            {
                // Two threads may both compute it; they write the same words, and the flag goes last.
                var hash = ContainerFormat.ComputeHash(this);
                _hashUpper = (ulong)(hash >> 64);
                _hashLower = (ulong)hash;
                Volatile.Write(ref _hashed, true);
            }

            return new UInt128(_hashUpper, _hashLower);
        }
    }

    /// <exception cref="ArgumentException">The values do not ascend strictly.</exception>
    public static Container FromSorted(ReadOnlySpan<ushort> ascending)
    {
        for (var i = 1; i < ascending.Length; i++)
        {
            if (ascending[i] <= ascending[i - 1])
            {
                throw new ArgumentException(
                    $"values must ascend strictly: index {i} holds {ascending[i]} after {ascending[i - 1]}", nameof(ascending));
            }
        }

        return ContainerForm.FromValues(ascending);
    }

    /// <summary>[start, endExclusive), 0 to 65,536.</summary>
    public static Container FromRange(int start, int endExclusive)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(endExclusive, ValueCount);
        var count = endExclusive - start;
        return count switch
        {
            <= 0 => Empty,
            1 => new ArrayContainer([(ushort)start]),
            2 => new ArrayContainer([(ushort)start, (ushort)(start + 1)]),
            3 => new ArrayContainer([(ushort)start, (ushort)(start + 1), (ushort)(start + 2)]),
            ValueCount => Full,
            _ => new RunContainer([(ushort)start, (ushort)(count - 1)], count),
        };
    }

    /// <summary>1,024 words, bit i of word w is the value 64·w+i. The words are copied.</summary>
    public static Container FromWords(ReadOnlySpan<ulong> words)
    {
        if (words.Length != WordCount)
        {
            throw new ArgumentException($"a container has {WordCount} words, not {words.Length}", nameof(words));
        }

        return ContainerForm.FromWords(words);
    }

    /// <summary>Writes all 1,024 words.</summary>
    public abstract void CopyToWords(Span<ulong> words);

    /// <summary>Writes the values ascending; returns how many.</summary>
    public abstract int CopyTo(Span<ushort> values);

    public abstract bool Contains(ushort value);

    /// <summary>How many values are at most <paramref name="value"/>.</summary>
    public abstract int Rank(ushort value);

    /// <summary>The value with <paramref name="index"/> smaller ones; 0 ≤ index &lt; cardinality.</summary>
    public abstract ushort Select(int index);

    public Container Add(ushort value) => Contains(value) ? this : Or(FromRange(value, value + 1));

    public Container Remove(ushort value) => Contains(value) ? AndNot(FromRange(value, value + 1)) : this;

    public Container And(Container other)
    {
        if (IsSame(other))
        {
            return this;
        }

        Span<ulong> words = stackalloc ulong[WordCount];
        Span<ulong> right = stackalloc ulong[WordCount];
        CopyToWords(words);
        other.CopyToWords(right);
        for (var i = 0; i < words.Length; i++)
        {
            words[i] &= right[i];
        }

        return Preferring(words, other);
    }

    public Container Or(Container other)
    {
        if (IsSame(other))
        {
            return this;
        }

        Span<ulong> words = stackalloc ulong[WordCount];
        Span<ulong> right = stackalloc ulong[WordCount];
        CopyToWords(words);
        other.CopyToWords(right);
        for (var i = 0; i < words.Length; i++)
        {
            words[i] |= right[i];
        }

        return Preferring(words, other);
    }

    public Container AndNot(Container other)
    {
        if (IsSame(other))
        {
            return Empty;
        }

        Span<ulong> words = stackalloc ulong[WordCount];
        Span<ulong> right = stackalloc ulong[WordCount];
        CopyToWords(words);
        other.CopyToWords(right);
        for (var i = 0; i < words.Length; i++)
        {
            words[i] &= ~right[i];
        }

        return Preferring(words, this);
    }

    public Container Xor(Container other)
    {
        if (IsSame(other))
        {
            return Empty;
        }

        Span<ulong> words = stackalloc ulong[WordCount];
        Span<ulong> right = stackalloc ulong[WordCount];
        CopyToWords(words);
        other.CopyToWords(right);
        for (var i = 0; i < words.Length; i++)
        {
            words[i] ^= right[i];
        }

        return Preferring(words, other);
    }

    public int AndCardinality(Container other) => And(other).Cardinality;

    public bool Intersects(Container other) => AndCardinality(other) != 0;

    public bool IsSubsetOf(Container other) => And(other).Cardinality == Cardinality;

    public bool Equals(Container? other) =>
        other is not null && (IsSame(other) || (Kind == other.Kind && Cardinality == other.Cardinality && SameContent(other)));

    public override bool Equals(object? obj) => Equals(obj as Container);

    public override int GetHashCode() => ContentHash.GetHashCode();

    /// <summary>The payload, of the same kind and cardinality, is the same.</summary>
    private protected abstract bool SameContent(Container other);

    private bool IsSame(Container other) =>
        ReferenceEquals(this, other)
        || (Volatile.Read(ref _hashed) && Volatile.Read(ref other._hashed) && ContentHash == other.ContentHash);

    private Container Preferring(ReadOnlySpan<ulong> words, Container other)
    {
        var result = ContainerForm.FromWords(words);
        return result.Equals(this) ? this : result.Equals(other) ? other : result;
    }
}
