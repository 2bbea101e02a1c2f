using System.Runtime.CompilerServices;
using Venn.Bitmaps.Containers.Kernels;

namespace Venn.Bitmaps.Containers;

/// <summary>Runs of neighbouring values: pairs of first value and length - 1, ascending, never touching.</summary>
internal sealed class RunContainer : Container
{
    private readonly ushort[] _pairs;

    /// <summary>Takes the pairs, which nobody may write any more.</summary>
    public RunContainer(ushort[] pairs, int cardinality)
        : base(cardinality) => _pairs = pairs;

    public ReadOnlySpan<ushort> Pairs => _pairs;

    public ushort[] PairArray => _pairs;

    public override ContainerKind Kind => ContainerKind.Run;

    public override int RunCount => _pairs.Length / 2;

    public override ushort Min => _pairs[0];

    public override ushort Max => (ushort)(_pairs[^2] + _pairs[^1]);

    public override void CopyToWords(Span<ulong> words) => RunKernels.WriteWords(_pairs, words);

    public override int CopyTo(Span<ushort> values) => RunKernels.WriteValues(_pairs, values);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override int CopyTo(Span<ulong> values, ulong high)
    {
        values = values[..Cardinality];
        var count = 0;
        for (var i = 0; i < _pairs.Length; i += 2)
        {
            var first = high | _pairs[i];
            var run = values.Slice(count, _pairs[i + 1] + 1);
            for (var k = 0; k < run.Length; k++)
            {
                run[k] = first + (ulong)k;
            }

            count += run.Length;
        }

        return count;
    }

    public override bool Contains(ushort value)
    {
        var run = RunKernels.Advance(_pairs, 0, value);
        return 2 * run < _pairs.Length && _pairs[2 * run] <= value;
    }

    public override int Rank(ushort value)
    {
        var rank = 0;
        for (var i = 0; i < _pairs.Length && _pairs[i] <= value; i += 2)
        {
            rank += Math.Min(value - _pairs[i], _pairs[i + 1]) + 1;
        }

        return rank;
    }

    public override ushort Select(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        for (var i = 0; i < _pairs.Length; i += 2)
        {
            if (index <= _pairs[i + 1])
            {
                return (ushort)(_pairs[i] + index);
            }

            index -= _pairs[i + 1] + 1;
        }

        throw new ArgumentOutOfRangeException(nameof(index));
    }

    private protected override bool SameContent(Container other) => Pairs.SequenceEqual(((RunContainer)other).Pairs);
}
