using Venn.Bitmaps.Containers.Kernels;
using Venn.Bitmaps.Containers.Operations;
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
        if (ArrayKernels.IndexOfDisorder(ascending) is > 0 and var i)
        {
            throw new ArgumentException(
                $"values must ascend strictly: index {i} holds {ascending[i]} after {ascending[i - 1]}", nameof(ascending));
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

    /// <summary>Writes the values ascending, each under <paramref name="high"/>, the upper 48 bits in place.</summary>
    internal abstract int CopyTo(Span<ulong> values, ulong high);

    public abstract bool Contains(ushort value);

    /// <summary>How many values are at most <paramref name="value"/>.</summary>
    public abstract int Rank(ushort value);

    /// <summary>The value with <paramref name="index"/> smaller ones; 0 ≤ index &lt; cardinality.</summary>
    public abstract ushort Select(int index);

    public Container Add(ushort value) => Contains(value) ? this : Or(FromRange(value, value + 1));

    public Container Remove(ushort value) => Contains(value) ? AndNot(FromRange(value, value + 1)) : this;

    /// <summary>An operand itself where it equals the result; so of the other operations.</summary>
    public Container And(Container other) =>
        IsSame(other) || other.Cardinality == ValueCount || IsEmpty ? this
        : Cardinality == ValueCount || other.IsEmpty ? other
        : ContainerAnd.Of(this, other);

    public Container Or(Container other) =>
        IsSame(other) || other.IsEmpty || Cardinality == ValueCount ? this
        : IsEmpty || other.Cardinality == ValueCount ? other
        : ContainerOr.Of(this, other);

    public Container AndNot(Container other) =>
        IsEmpty || other.IsEmpty ? this
        : IsSame(other) || other.Cardinality == ValueCount ? Empty
        : ContainerAndNot.Of(this, other);

    public Container Xor(Container other) =>
        other.IsEmpty ? this
        : IsEmpty ? other
        : IsSame(other) ? Empty
        : ContainerXor.Of(this, other);

    /// <summary>Cost: allocates nothing; so of <see cref="Intersects"/> and <see cref="IsSubsetOf"/>.</summary>
    public int AndCardinality(Container other) => IsSame(other) ? Cardinality : ContainerOverlap.Count(this, other);

    public int OrCardinality(Container other) => Cardinality + other.Cardinality - AndCardinality(other);

    public int AndNotCardinality(Container other) => Cardinality - AndCardinality(other);

    public int XorCardinality(Container other) => Cardinality + other.Cardinality - (2 * AndCardinality(other));

    public bool Intersects(Container other) => IsSame(other) ? !IsEmpty : ContainerOverlap.Any(this, other);

    public bool IsSubsetOf(Container other) => IsSame(other) || ContainerOverlap.IsSubset(this, other);

    public bool Equals(Container? other) =>
        other is not null && (IsSame(other) || (Kind == other.Kind && Cardinality == other.Cardinality && SameContent(other)));

    public override bool Equals(object? obj) => Equals(obj as Container);

    public override int GetHashCode() => ContentHash.GetHashCode();

    /// <summary>The payload, of the same kind and cardinality, is the same.</summary>
    private protected abstract bool SameContent(Container other);

    private bool IsSame(Container other) =>
        ReferenceEquals(this, other)
        || (Volatile.Read(ref _hashed) && Volatile.Read(ref other._hashed) && ContentHash == other.ContentHash);
}
