using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Venn.Engine.Query.Explaining;
using Venn.Engine.Segments.Columns;
using Venn.Engine.Segments.Format;

namespace Venn.Engine.Segments.Sealed;

/// <summary>A block of a mapped file; its checksum is verified when it is first touched. Threads: safe.</summary>
internal sealed class SealedBlock(SealedSegment segment, BlockReference reference)
{
    /// <summary>Up to so many candidates, values are looked up one by one.</summary>
    private const int LookupLimit = 512;
    private bool isVerified;

    public BlockReference Reference => reference;

    public void Mark(ValueSelection selection, ReadOnlySpan<ulong> candidates, int candidateCount, Span<ulong> result)
    {
        if (reference.Count == 0 || !selection.Meets(reference.Min, reference.Max))
        {
            return;
        }

        switch (reference.Encoding)
        {
            case BlockEncoding.Constant:
                if (selection.Contains(reference.Min))
                {
                    RowBits.Or(result, candidates);
                }

                break;
            case BlockEncoding.Bitmap:
                if (selection.Contains(reference.Min))
                {
                    RowBits.Or(result, MemoryMarshal.Cast<byte, ulong>(Payload())[..result.Length]);
                }

                break;
            case BlockEncoding.Sparse:
                MarkSparse(selection, result);
                break;
            case BlockEncoding.Framed:
                MarkFramed(selection, candidates, candidateCount, result);
                break;
            default:
                MarkPacked(selection, candidates, candidateCount, result);
                break;
        }
    }

    /// <summary>As <see cref="Mark"/> decides it.</summary>
    public ColumnAccess Foretell(ValueSelection selection, int candidateCount) =>
        reference.Count == 0 || !selection.Meets(reference.Min, reference.Max) || reference.Encoding == BlockEncoding.Constant
            ? ColumnAccess.Skipped
            : reference.Encoding == BlockEncoding.Packed && candidateCount <= LookupLimit ? ColumnAccess.LookedUp : ColumnAccess.Scanned;

    public bool TryGet(int row, out long value)
    {
        value = reference.Min;
        switch (reference.Encoding)
        {
            case BlockEncoding.None:
                return false;
            case BlockEncoding.Constant:
                return true;
            case BlockEncoding.Bitmap:
                return RowBits.Contains(MemoryMarshal.Cast<byte, ulong>(Payload()), row);
            case BlockEncoding.Packed:
                return TryDecode(CodeAt(Payload(), row), out value);
            case BlockEncoding.Framed:
                value = Framed()[row];
                return true;
            default:
                var rows = SparseRows(out var codes);
                var at = rows.BinarySearch((ushort)row);
                value = at >= 0 ? Decode(CodeAt(codes, at)) : 0;
                return at >= 0;
        }
    }

    /// <summary>See <see cref="Column.Gather"/>.</summary>
    public void Gather(ReadOnlySpan<ushort> rows, Span<long> values, Span<bool> present)
    {
        switch (reference.Encoding)
        {
            case BlockEncoding.None:
                present[..rows.Length].Clear();
                break;
            case BlockEncoding.Packed:
                GatherPacked(rows, values, present);
                break;
            case BlockEncoding.Framed:
                Framed().Gather(rows, values);
                present[..rows.Length].Fill(true);
                break;
            default:
                for (var i = 0; i < rows.Length; i++)
                {
                    present[i] = TryGet(rows[i], out values[i]);
                }

                break;
        }
    }

    public void ReadAll(Span<long> values, Span<ulong> present)
    {
        switch (reference.Encoding)
        {
            case BlockEncoding.Constant:
                values[..segment.RowEnd].Fill(reference.Min);
                SetFirst(present, segment.RowEnd);
                break;
            case BlockEncoding.Bitmap:
                values[..segment.RowEnd].Fill(reference.Min);
                var bits = MemoryMarshal.Cast<byte, ulong>(Payload());
                RowBits.Or(present[..bits.Length], bits);
                break;
            case BlockEncoding.Packed:
                ReadPacked(values, present);
                break;
            case BlockEncoding.Framed:
                Framed().ReadAll(values[..segment.RowEnd]);
                SetFirst(present, segment.RowEnd);
                break;
            case BlockEncoding.Sparse:
                var rows = SparseRows(out var codes);
                for (var i = 0; i < rows.Length; i++)
                {
                    values[rows[i]] = Decode(CodeAt(codes, i));
                    RowBits.Set(present, rows[i]);
                }

                break;
        }
    }

    /// <summary>See <see cref="Column.TryCountFirst"/>.</summary>
    public bool TryCount(ReadOnlySpan<ulong> rows, Span<long> counts)
    {
        switch (reference.Encoding)
        {
            case BlockEncoding.None:
                return true;
            case BlockEncoding.Constant:
                counts[(int)reference.Min] += RowBits.Count(rows);
                return true;
            case BlockEncoding.Packed when reference.WidthBytes <= 2:
                // Code 0 may stand for no value: it has a place of its own before the others.
                var codes = (int)(reference.Max - reference.Min) + 1 + Shift;
                Span<long> byCode = codes <= 256 ? stackalloc long[codes] : new long[codes];
                if (reference.WidthBytes == 1)
                {
                    CodeCount.Add(Payload(), rows, byCode);
                }
                else
                {
                    CodeCount.Add(MemoryMarshal.Cast<byte, ushort>(Payload()), rows, byCode);
                }

                for (var code = Shift; code < byCode.Length; code++)
                {
                    counts[(int)Decode((ulong)(code - Shift))] += byCode[code];
                }

                return true;
            default:
                return false;
        }
    }

    public void ReadPairs(List<(int Row, long Value)> into)
    {
        if (reference.Encoding == BlockEncoding.None)
        {
            return;
        }

        var rows = SparseRows(out var codes);
        for (var i = 0; i < rows.Length; i++)
        {
            into.Add((rows[i], Decode(CodeAt(codes, i))));
        }
    }

    /// <summary>The value at a position of a list, or of a packed block with no row missing.</summary>
    public long At(int index) => reference.Encoding switch
    {
        BlockEncoding.Constant => reference.Min,
        BlockEncoding.Framed => Framed()[index],
        _ => Decode(CodeAt(Payload(), index)),
    };

    /// <summary>The codes of a block that is four bytes wide.</summary>
    public ReadOnlySpan<uint> Codes32 => MemoryMarshal.Cast<byte, uint>(Payload());

    public ReadOnlySpan<byte> Payload()
    {
        var bytes = segment.Slice(reference.Offset, reference.SizeBytes);
        if (!Volatile.Read(ref isVerified))
        {
            segment.Verify(bytes, reference.Crc);
            Volatile.Write(ref isVerified, true);
        }

        return bytes;
    }

    private FramedCodes Framed() => new(Payload(), (segment.RowEnd + 63) / 64, reference.WidthBytes);

    private void MarkFramed(ValueSelection selection, ReadOnlySpan<ulong> candidates, int candidateCount, Span<ulong> result)
    {
        var framed = Framed();
        if (candidateCount > LookupLimit && selection.IsRanges && selection.Ranges.Length <= 16)
        {
            foreach (var (low, high) in selection.Ranges)
            {
                framed.MarkRange(low, high, candidates, result);
            }

            return;
        }

        for (var w = 0; w < candidates.Length; w++)
        {
            for (var word = candidates[w]; word != 0; word &= word - 1)
            {
                var row = (w << 6) + BitOperations.TrailingZeroCount(word);
                if (selection.Contains(framed[row]))
                {
                    RowBits.Set(result, row);
                }
            }
        }
    }

    private void MarkSparse(ValueSelection selection, Span<ulong> result)
    {
        var rows = SparseRows(out var codes);
        switch (reference.WidthBytes)
        {
            case 1:
                MarkSparse(rows, codes[..rows.Length], selection, result);
                break;
            case 2:
                MarkSparse(rows, MemoryMarshal.Cast<byte, ushort>(codes)[..rows.Length], selection, result);
                break;
            case 4:
                MarkSparse(rows, MemoryMarshal.Cast<byte, uint>(codes)[..rows.Length], selection, result);
                break;
            default:
                MarkSparse(rows, MemoryMarshal.Cast<byte, ulong>(codes)[..rows.Length], selection, result);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MarkSparse<T>(ReadOnlySpan<ushort> rows, ReadOnlySpan<T> codes, ValueSelection selection, Span<ulong> result)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>
    {
        if (!selection.IsRanges || selection.Ranges.Length > 1)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                if (selection.Contains(Decode(ulong.CreateTruncating(codes[i]))))
                {
                    RowBits.Set(result, rows[i]);
                }
            }

            return;
        }

        // Meets() has told that the range and the values overlap.
        var (low, high) = selection.Ranges[0];
        var from = T.CreateTruncating(unchecked((ulong)(Math.Max(low, reference.Min) - reference.Min)));
        var width = T.CreateTruncating(unchecked((ulong)(Math.Min(high, reference.Max) - reference.Min))) - from;
        for (var i = 0; i < rows.Length; i++)
        {
            var hit = unchecked(codes[i] - from) <= width ? 1UL : 0UL;
            result[rows[i] >> 6] |= hit << rows[i];
        }
    }

    private void MarkPacked(ValueSelection selection, ReadOnlySpan<ulong> candidates, int candidateCount, Span<ulong> result)
    {
        var payload = Payload();
        if (candidateCount <= LookupLimit || (!selection.IsRanges && selection.Codes.IsEmpty)
            || (selection.IsRanges && selection.Ranges.Length > 16))
        {
            MarkEach(payload, selection, candidates, result);
            return;
        }

        switch (reference.WidthBytes)
        {
            case 1:
                MarkPacked(payload, selection, candidates, result);
                break;
            case 2:
                MarkPacked(MemoryMarshal.Cast<byte, ushort>(payload), selection, candidates, result);
                break;
            case 4:
                MarkPacked(MemoryMarshal.Cast<byte, uint>(payload), selection, candidates, result);
                break;
            default:
                MarkPacked(MemoryMarshal.Cast<byte, ulong>(payload), selection, candidates, result);
                break;
        }
    }

    private void MarkPacked<T>(ReadOnlySpan<T> codes, ValueSelection selection, ReadOnlySpan<ulong> candidates, Span<ulong> result)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>
    {
        if (!selection.IsRanges)
        {
            CodeScan.MarkTable(codes, (int)reference.Min - Shift, reference.HasMissing, selection.Codes, candidates, result);
            return;
        }

        foreach (var (low, high) in selection.Ranges)
        {
            var from = Math.Max(low, reference.Min);
            var to = Math.Min(high, reference.Max);
            if (from <= to)
            {
                CodeScan.MarkRange(codes, T.CreateTruncating(Encode(from)), T.CreateTruncating(Encode(to)), candidates, result);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MarkEach(ReadOnlySpan<byte> payload, ValueSelection selection, ReadOnlySpan<ulong> candidates, Span<ulong> result)
    {
        for (var w = 0; w < candidates.Length; w++)
        {
            for (var word = candidates[w]; word != 0; word &= word - 1)
            {
                var row = (w << 6) + BitOperations.TrailingZeroCount(word);
                if (TryDecode(CodeAt(payload, row), out var value) && selection.Contains(value))
                {
                    RowBits.Set(result, row);
                }
            }
        }
    }

    private void GatherPacked(ReadOnlySpan<ushort> rows, Span<long> values, Span<bool> present)
    {
        var payload = Payload();
        switch (reference.WidthBytes)
        {
            case 1:
                GatherPacked(payload, rows, values, present);
                break;
            case 2:
                GatherPacked(MemoryMarshal.Cast<byte, ushort>(payload), rows, values, present);
                break;
            case 4:
                GatherPacked(MemoryMarshal.Cast<byte, uint>(payload), rows, values, present);
                break;
            default:
                GatherPacked(MemoryMarshal.Cast<byte, ulong>(payload), rows, values, present);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void GatherPacked<T>(ReadOnlySpan<T> codes, ReadOnlySpan<ushort> rows, Span<long> values, Span<bool> present)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>
    {
        var (start, hasMissing) = (unchecked(reference.Min - Shift), reference.HasMissing);
        values = values[..rows.Length];
        present = present[..rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var code = codes[rows[i]];
            values[i] = unchecked(start + long.CreateTruncating(code));
            present[i] = !hasMissing || code != T.Zero;
        }
    }

    private void ReadPacked(Span<long> values, Span<ulong> present)
    {
        var payload = Payload();
        switch (reference.WidthBytes)
        {
            case 1:
                ReadPacked(payload, values, present);
                break;
            case 2:
                ReadPacked(MemoryMarshal.Cast<byte, ushort>(payload), values, present);
                break;
            case 4:
                ReadPacked(MemoryMarshal.Cast<byte, uint>(payload), values, present);
                break;
            default:
                ReadPacked(MemoryMarshal.Cast<byte, ulong>(payload), values, present);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadPacked<T>(ReadOnlySpan<T> codes, Span<long> values, Span<ulong> present)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>
    {
        var start = unchecked(reference.Min - Shift);
        var end = segment.RowEnd;
        codes = codes[..end];
        values = values[..end];
        for (var row = 0; row < codes.Length; row++)
        {
            values[row] = unchecked(start + long.CreateTruncating(codes[row]));
        }

        if (!reference.HasMissing)
        {
            SetFirst(present, end);
            return;
        }

        for (var row = 0; row < codes.Length; row++)
        {
            present[row >> 6] |= (codes[row] == T.Zero ? 0UL : 1UL) << row;
        }
    }

    private int Shift => reference.HasMissing ? 1 : 0;

    private ulong Encode(long value) => unchecked((ulong)(value - reference.Min) + (ulong)Shift);

    private long Decode(ulong code) => unchecked(reference.Min + (long)code);

    private bool TryDecode(ulong code, out long value)
    {
        value = unchecked(reference.Min + (long)code - Shift);
        return !reference.HasMissing || code != 0;
    }

    private ulong CodeAt(ReadOnlySpan<byte> codes, int index) => reference.WidthBytes switch
    {
        1 => codes[index],
        2 => MemoryMarshal.Cast<byte, ushort>(codes)[index],
        4 => MemoryMarshal.Cast<byte, uint>(codes)[index],
        _ => MemoryMarshal.Cast<byte, ulong>(codes)[index],
    };

    private ReadOnlySpan<ushort> SparseRows(out ReadOnlySpan<byte> codes)
    {
        var payload = Payload();
        codes = payload[(((2 * reference.Count) + 7) & ~7)..];
        return MemoryMarshal.Cast<byte, ushort>(payload)[..reference.Count];
    }

    private static void SetFirst(Span<ulong> present, int count)
    {
        present[..(count >> 6)].Fill(ulong.MaxValue);
        if ((count & 63) != 0)
        {
            present[count >> 6] |= (1UL << count) - 1;
        }
    }
}
