// Signatures first: the algebra is being built behind them.
#pragma warning disable CA1822, IDE0060, CA1065
using System.Collections;
using Venn.Bitmaps.Containers;

namespace Venn.Bitmaps;

/// <summary>
/// An immutable compressed set of 64-bit numbers: a sorted list of 48-bit keys, each with a container of the low 16 bits.
/// Edits share every container they do not touch. Threads: safe, being immutable.
/// </summary>
public sealed class RoaringBitmap : IEquatable<RoaringBitmap>, IEnumerable<ulong>
{
    public static RoaringBitmap Empty => throw new NotImplementedException();
    public long Cardinality => throw new NotImplementedException();
    public bool IsEmpty => throw new NotImplementedException();
    public int ContainerCount => throw new NotImplementedException();
    public ulong Min => throw new NotImplementedException();
    public ulong Max => throw new NotImplementedException();
    public static RoaringBitmap Of(params ReadOnlySpan<ulong> values) => throw new NotImplementedException();
    public static RoaringBitmap FromSorted(ReadOnlySpan<ulong> ascending) => throw new NotImplementedException();
    public static RoaringBitmap FromRange(ulong start, ulong endExclusive) => throw new NotImplementedException();
    /// <summary>Keys ascending; empty containers are dropped.</summary>
    public static RoaringBitmap FromContainers(ReadOnlySpan<ulong> keys, ReadOnlySpan<Container> containers) => throw new NotImplementedException();
    public ulong KeyAt(int index) => throw new NotImplementedException();
    public Container ContainerAt(int index) => throw new NotImplementedException();
    /// <summary>The container of a key, or null.</summary>
    public Container? FindContainer(ulong key) => throw new NotImplementedException();
    public bool Contains(ulong value) => throw new NotImplementedException();
    public RoaringBitmap Add(ulong value) => throw new NotImplementedException();
    public RoaringBitmap Remove(ulong value) => throw new NotImplementedException();
    public RoaringBitmap And(RoaringBitmap other) => throw new NotImplementedException();
    public RoaringBitmap Or(RoaringBitmap other) => throw new NotImplementedException();
    public RoaringBitmap AndNot(RoaringBitmap other) => throw new NotImplementedException();
    public RoaringBitmap Xor(RoaringBitmap other) => throw new NotImplementedException();
    public long AndCardinality(RoaringBitmap other) => throw new NotImplementedException();
    public bool Intersects(RoaringBitmap other) => throw new NotImplementedException();
    public bool IsSubsetOf(RoaringBitmap other) => throw new NotImplementedException();
    public long Rank(ulong value) => throw new NotImplementedException();
    public ulong Select(long index) => throw new NotImplementedException();
    public void CopyTo(Span<ulong> destination) => throw new NotImplementedException();
    public ulong[] ToArray() => throw new NotImplementedException();
    public bool Equals(RoaringBitmap? other) => throw new NotImplementedException();
    public override bool Equals(object? obj) => Equals(obj as RoaringBitmap);
    public override int GetHashCode() => throw new NotImplementedException();
    public IEnumerator<ulong> GetEnumerator() => throw new NotImplementedException();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Collects numbers in ascending order (or any order, more slowly) into a bitmap.</summary>
public sealed class RoaringBitmapBuilder
{
    public void Add(ulong value) => throw new NotImplementedException();
    public void AddRange(ulong start, ulong endExclusive) => throw new NotImplementedException();
    public RoaringBitmap ToBitmap() => throw new NotImplementedException();
}
