namespace Venn.Bitmaps.Containers;

/// <summary>Runs of neighbouring values: pairs of first value and length - 1, ascending, never touching.</summary>
internal sealed class RunContainer : Container
{
    private readonly ushort[] _pairs;

    /// <summary>Takes the pairs, which nobody may write any more.</summary>
    public RunContainer(ushort[] pairs, int cardinality)
        : base(cardinality) => _pairs = pairs;

    public ReadOnlySpan<ushort> Pairs => _pairs;

    public override ContainerKind Kind => ContainerKind.Run;

    public override int RunCount => _pairs.Length / 2;

    public override ushort Min => _pairs[0];

    public override ushort Max => (ushort)(_pairs[^2] + _pairs[^1]);

    public override void CopyToWords(Span<ulong> words)
    {
        words = words[..WordCount];
        words.Clear();
        for (var i = 0; i < _pairs.Length; i += 2)
        {
            ContainerForm.SetRange(words, _pairs[i], _pairs[i] + _pairs[i + 1]);
        }
    }

    public override int CopyTo(Span<ushort> values)
    {
        values = values[..Cardinality];
        var count = 0;
        for (var i = 0; i < _pairs.Length; i += 2)
        {
            int value = _pairs[i];
            for (var last = value + _pairs[i + 1]; value <= last; value++)
            {
                values[count++] = (ushort)value;
            }
        }

        return count;
    }

    public override bool Contains(ushort value)
    {
        var run = FindRun(value);
        return run >= 0 && value - _pairs[2 * run] <= _pairs[(2 * run) + 1];
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

    /// <summary>The last run that starts at or before the value, or -1.</summary>
    private int FindRun(ushort value)
    {
        int low = 0, high = (_pairs.Length / 2) - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (_pairs[2 * middle] <= value)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return high;
    }
}
