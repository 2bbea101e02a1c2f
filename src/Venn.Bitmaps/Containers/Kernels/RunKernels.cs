namespace Venn.Bitmaps.Containers.Kernels;

/// <summary>
/// Loops over sorted, untouching runs: pairs of first value and length - 1. The destination of a combination holds the
/// pairs of both operands. Results are again sorted and untouching.
/// </summary>
internal static class RunKernels
{
    /// <summary>The runs of sorted values; returns how many shorts were written.</summary>
    public static int FromValues(ReadOnlySpan<ushort> values, Span<ushort> pairs)
    {
        var at = -2;
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0 && values[i] - values[i - 1] == 1)
            {
                pairs[at + 1]++;
            }
            else
            {
                at += 2;
                pairs[at] = values[i];
                pairs[at + 1] = 0;
            }
        }

        return at + 2;
    }

    public static void FromWords(ReadOnlySpan<ulong> words, Span<ushort> pairs)
    {
        var position = 0;
        for (var at = 0; at < pairs.Length; at += 2)
        {
            var start = BitKernels.Next(words, position, 0);
            position = BitKernels.Next(words, start, ulong.MaxValue);
            pairs[at] = (ushort)start;
            pairs[at + 1] = (ushort)(position - 1 - start);
        }
    }

    public static int Cardinality(ReadOnlySpan<ushort> pairs)
    {
        var count = pairs.Length / 2;
        for (var i = 1; i < pairs.Length; i += 2)
        {
            count += pairs[i];
        }

        return count;
    }

    public static int WriteValues(ReadOnlySpan<ushort> pairs, Span<ushort> values)
    {
        var count = 0;
        for (var i = 0; i < pairs.Length; i += 2)
        {
            var length = pairs[i + 1] + 1;
            int first = pairs[i];
            var target = values.Slice(count, length);
            for (var k = 0; k < target.Length; k++)
            {
                target[k] = (ushort)(first + k);
            }

            count += length;
        }

        return count;
    }

    public static void WriteWords(ReadOnlySpan<ushort> pairs, Span<ulong> words)
    {
        words = words[..Container.WordCount];
        words.Clear();
        for (var i = 0; i < pairs.Length; i += 2)
        {
            BitKernels.SetRange(words, pairs[i], pairs[i] + pairs[i + 1]);
        }
    }

    /// <summary>
    /// The index of the first run, from <paramref name="from"/>, that ends at or after the value; the count if none.
    /// </summary>
    public static int Advance(ReadOnlySpan<ushort> pairs, int from, int value)
    {
        int low = from, high = pairs.Length / 2;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (pairs[2 * middle] + pairs[(2 * middle) + 1] < value)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>Writes the values that are (or are not) in a run; returns how many.</summary>
    public static int Filter(ReadOnlySpan<ushort> pairs, ReadOnlySpan<ushort> values, bool inside, Span<ushort> destination)
    {
        int count = 0, run = 0, at = 0;
        while (at < values.Length)
        {
            run = Advance(pairs, run, values[at]);
            if (2 * run == pairs.Length)
            {
                return inside ? count : count + Copy(values[at..], destination[count..]);
            }

            // The values before the run, then the values in it, are two slices.
            var start = ArrayKernels.Advance(values, at, pairs[2 * run]);
            var last = pairs[2 * run] + pairs[(2 * run) + 1];
            var end = last == ushort.MaxValue ? values.Length : ArrayKernels.Advance(values, start, (ushort)(last + 1));
            count += inside ? Copy(values[start..end], destination[count..]) : Copy(values[at..start], destination[count..]);
            at = end;
        }

        return count;
    }

    public static int CountInside(ReadOnlySpan<ushort> pairs, ReadOnlySpan<ushort> values)
    {
        int count = 0, run = 0, at = 0;
        while (at < values.Length && (run = Advance(pairs, run, values[at])) * 2 < pairs.Length)
        {
            var start = ArrayKernels.Advance(values, at, pairs[2 * run]);
            var last = pairs[2 * run] + pairs[(2 * run) + 1];
            at = last == ushort.MaxValue ? values.Length : ArrayKernels.Advance(values, start, (ushort)(last + 1));
            count += at - start;
        }

        return count;
    }

    /// <summary>
    /// Combines two lists of runs boundary by boundary; the operator is one of the word operators, asked for the two
    /// membership bits. Returns how many shorts were written.
    /// </summary>
    public static int Combine<TOperator>(ReadOnlySpan<ushort> left, ReadOnlySpan<ushort> right, Span<ushort> destination)
        where TOperator : struct, IWordOperator
    {
        var a = new Boundaries(left);
        var b = new Boundaries(right);
        var (count, start, open) = (0, 0, false);
        while (true)
        {
            var position = Math.Min(a.Position, b.Position);
            if (position == Boundaries.None)
            {
                return count;
            }

            a.Pass(position);
            b.Pass(position);
            var inside = TOperator.Apply(a.Inside, b.Inside) != 0;
            if (inside == open)
            {
                continue;
            }

            if (inside)
            {
                start = position;
            }
            else
            {
                destination[count++] = (ushort)start;
                destination[count++] = (ushort)(position - 1 - start);
            }

            open = inside;
        }
    }

    public static int CountCommon(ReadOnlySpan<ushort> left, ReadOnlySpan<ushort> right)
    {
        int count = 0, i = 0, j = 0;
        while (i < left.Length && j < right.Length)
        {
            int leftLast = left[i] + left[i + 1], rightLast = right[j] + right[j + 1];
            count += Math.Max(0, Math.Min(leftLast, rightLast) - Math.Max(left[i], right[j]) + 1);
            i += leftLast <= rightLast ? 2 : 0;
            j += rightLast <= leftLast ? 2 : 0;
        }

        return count;
    }

    private static int Copy(ReadOnlySpan<ushort> values, Span<ushort> destination)
    {
        values.CopyTo(destination);
        return values.Length;
    }

    /// <summary>The positions where membership changes: first, last + 1, first, ...</summary>
    private ref struct Boundaries
    {
        public const int None = int.MaxValue;

        private readonly ReadOnlySpan<ushort> _pairs;
        private int _at;

        public Boundaries(ReadOnlySpan<ushort> pairs)
        {
            _pairs = pairs;
            Position = pairs.IsEmpty ? None : pairs[0];
        }

        public int Position { get; private set; }

        /// <summary>1 within a run, 0 between runs.</summary>
        public ulong Inside { get; private set; }

        public void Pass(int position)
        {
            if (position != Position)
            {
                return;
            }

            Inside ^= 1;
            if (Inside == 1)
            {
                Position = _pairs[_at] + _pairs[_at + 1] + 1;
                return;
            }

            _at += 2;
            Position = _at < _pairs.Length ? _pairs[_at] : None;
        }
    }
}
