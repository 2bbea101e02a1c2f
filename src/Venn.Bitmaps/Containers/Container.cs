#pragma warning disable CA1822, IDE0060, CA1065
namespace Venn.Bitmaps.Containers;

/// <summary>An immutable set of 16-bit values, in whichever of three forms is smallest: array, bitmap, run.</summary>
public abstract class Container : IEquatable<Container>
{
    public const int ValueCount = 65_536;
    /// <summary>Words of the bitset form.</summary>
    public const int WordCount = 1024;
    public static Container Empty => throw new NotImplementedException();
    public abstract int Cardinality { get; }
    /// <summary>XxHash128 of the canonical bytes; computed once.</summary>
    public UInt128 ContentHash => throw new NotImplementedException();
    public static Container FromSorted(ReadOnlySpan<ushort> ascending) => throw new NotImplementedException();
    /// <summary>[start, endExclusive), 0 to 65,536.</summary>
    public static Container FromRange(int start, int endExclusive) => throw new NotImplementedException();
    /// <summary>1,024 words, bit i of word w is the value 64·w+i.</summary>
    public static Container FromWords(ReadOnlySpan<ulong> words) => throw new NotImplementedException();
    /// <summary>Writes all 1,024 words.</summary>
    public abstract void CopyToWords(Span<ulong> words);
    /// <summary>Writes the values ascending; returns how many.</summary>
    public abstract int CopyTo(Span<ushort> values);
    public abstract bool Contains(ushort value);
    public Container And(Container other) => throw new NotImplementedException();
    public Container Or(Container other) => throw new NotImplementedException();
    public Container AndNot(Container other) => throw new NotImplementedException();
    public Container Xor(Container other) => throw new NotImplementedException();
    public bool Equals(Container? other) => throw new NotImplementedException();
    public override bool Equals(object? obj) => Equals(obj as Container);
    public override int GetHashCode() => throw new NotImplementedException();
}
