using Venn.Bitmaps.Containers.Kernels;

namespace Venn.Bitmaps.Containers;

/// <summary>At most 4,096 values, ascending, 2 bytes each.</summary>
internal sealed class ArrayContainer : Container
{
    public const int MaxCardinality = 4096;

    private readonly ushort[] _values;

    /// <summary>Takes the array, which nobody may write any more.</summary>
    public ArrayContainer(ushort[] values)
        : base(values.Length) => _values = values;

    public ReadOnlySpan<ushort> Values => _values;

    public ushort[] ValueArray => _values;

    public override ContainerKind Kind => ContainerKind.Array;

    public override int RunCount => ArrayKernels.CountRuns(Values);

    public override ushort Min => Cardinality > 0 ? _values[0] : throw new InvalidOperationException("the container is empty");

    public override ushort Max => Cardinality > 0 ? _values[^1] : throw new InvalidOperationException("the container is empty");

    public override void CopyToWords(Span<ulong> words)
    {
        words = words[..WordCount];
        words.Clear();
        BitKernels.Set(words, _values);
    }

    public override int CopyTo(Span<ushort> values)
    {
        _values.CopyTo(values);
        return _values.Length;
    }

    internal override int CopyTo(Span<ulong> values, ulong high)
    {
        ArrayKernels.Widen(_values, high, values);
        return _values.Length;
    }

    public override bool Contains(ushort value) => Values.BinarySearch(value) >= 0;

    public override int Rank(ushort value)
    {
        var index = Values.BinarySearch(value);
        return index >= 0 ? index + 1 : ~index;
    }

    public override ushort Select(int index) => _values[index];

    private protected override bool SameContent(Container other) => Values.SequenceEqual(((ArrayContainer)other).Values);
}
