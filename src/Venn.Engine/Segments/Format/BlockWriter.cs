using System.Runtime.InteropServices;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Segments.Format;

/// <summary>Chooses the smallest encoding of a column's values and writes it.</summary>
internal sealed class BlockWriter(FileBuilder file, int rowEnd)
{
    private readonly int span = (rowEnd + 63) & ~63;

    /// <summary>What a reader must know of to read the blocks written so far: bits of <see cref="SegmentFormat"/>.</summary>
    public uint Features { get; private set; }

    /// <summary>
    /// First values, at most one a row. Sizes: constant 0; bitmap span/8; packed width·span; framed span/8 + width·span with a
    /// width of its own; sparse (2+width)·count. The smallest is taken; of equals the one that is quicker to scan.
    /// </summary>
    /// <param name="values">By row.</param>
    /// <param name="present">Rows that have a value.</param>
    public BlockReference WriteFirst(ReadOnlySpan<long> values, ReadOnlySpan<ulong> present)
    {
        var (count, min, max, isAscending) = Measure(values, present);
        if (count == 0)
        {
            return default;
        }

        var isFull = count == rowEnd;
        if (min == max && isFull)
        {
            return new BlockReference(BlockEncoding.Constant, 0, false, true, count, min, max, 0, 0, 0);
        }

        var sparseWidth = Width(unchecked((ulong)(max - min)));
        var sparseSize = ((2L * count) + 7 & ~7L) + ((long)sparseWidth * count);
        var range = unchecked((ulong)(max - min));
        var canPack = isFull || range < ulong.MaxValue;
        var width = min == max ? 0 : Width(isFull ? range : range + 1);
        var packedSize = min == max ? span / 8 : canPack ? (long)width * span : long.MaxValue;
        if (sparseSize < packedSize)
        {
            return WriteSparse(values, present, count, min, max, sparseWidth);
        }

        if (isFull && FrameWidth(values) is var frameWidth and <= 4 && (span / 8) + ((long)frameWidth * span) < packedSize)
        {
            Features |= SegmentFormat.FramedFeature;
            return Finish(
                WriteFramed(values, frameWidth),
                new BlockReference(BlockEncoding.Framed, (byte)frameWidth, false, isAscending, count, min, max, 0, 0, 0));
        }

        return min == max
            ? Finish(WriteBitmap(present), new BlockReference(BlockEncoding.Bitmap, 0, false, false, count, min, max, 0, 0, 0))
            : Finish(
                WritePacked(values, present, min, width, isFull),
                new BlockReference(BlockEncoding.Packed, (byte)width, !isFull, isFull && isAscending, count, min, max, 0, 0, 0));
    }

    /// <summary>Further values: any number a row, put in row order.</summary>
    public BlockReference WriteExtras(List<(int Row, long Value)> extras)
    {
        if (extras.Count == 0)
        {
            return default;
        }

        extras.Sort();
        var min = extras.Min(extra => extra.Value);
        var max = extras.Max(extra => extra.Value);
        var width = Width(unchecked((ulong)(max - min)));
        file.Align();
        var offset = file.Length;
        var rows = MemoryMarshal.Cast<byte, ushort>(file.Take(((2 * extras.Count) + 7) & ~7));
        for (var i = 0; i < extras.Count; i++)
        {
            rows[i] = (ushort)extras[i].Row;
        }

        var codes = file.Take(width * extras.Count);
        for (var i = 0; i < extras.Count; i++)
        {
            Put(codes, width, i, unchecked((ulong)(extras[i].Value - min)));
        }

        return Finish(offset, new BlockReference(BlockEncoding.Sparse, (byte)width, false, false, extras.Count, min, max, 0, 0, 0));
    }

    /// <summary>Values in the order given.</summary>
    /// <param name="values">None: no block.</param>
    /// <param name="isHash">Upper 32 bits of hashes: taken as they are, four bytes each.</param>
    public BlockReference WriteList(ReadOnlySpan<long> values, bool isHash = false)
    {
        if (values.IsEmpty)
        {
            return default;
        }

        var min = isHash ? 0 : long.MaxValue;
        var max = isHash ? uint.MaxValue : long.MinValue;
        foreach (var value in values)
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        var width = Width(unchecked((ulong)(max - min)));
        file.Align();
        var offset = file.Length;
        var codes = file.Take(width * values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            Put(codes, width, i, unchecked((ulong)(values[i] - min)));
        }

        return Finish(offset, new BlockReference(BlockEncoding.List, (byte)width, false, false, values.Length, min, max, 0, 0, 0));
    }

    private BlockReference WriteSparse(
        ReadOnlySpan<long> values, ReadOnlySpan<ulong> present, int count, long min, long max, int width)
    {
        file.Align();
        var offset = file.Length;
        var rows = MemoryMarshal.Cast<byte, ushort>(file.Take(((2 * count) + 7) & ~7));
        var at = 0;
        for (var row = 0; row < rowEnd; row++)
        {
            if (RowBits.Contains(present, row))
            {
                rows[at++] = (ushort)row;
            }
        }

        var codes = file.Take(width * count);
        at = 0;
        for (var row = 0; row < rowEnd; row++)
        {
            if (RowBits.Contains(present, row))
            {
                Put(codes, width, at++, unchecked((ulong)(values[row] - min)));
            }
        }

        return Finish(offset, new BlockReference(BlockEncoding.Sparse, (byte)width, false, false, count, min, max, 0, 0, 0));
    }

    private int WriteBitmap(ReadOnlySpan<ulong> present)
    {
        file.Align();
        return file.Add(MemoryMarshal.AsBytes(present[..(span / 64)]));
    }

    private int WritePacked(ReadOnlySpan<long> values, ReadOnlySpan<ulong> present, long min, int width, bool isFull)
    {
        file.Align();
        var offset = file.Length;
        var codes = file.Take(width * span);
        var shift = isFull ? 0UL : 1UL;
        for (var row = 0; row < rowEnd; row++)
        {
            if (RowBits.Contains(present, row))
            {
                Put(codes, width, row, unchecked((ulong)(values[row] - min) + shift));
            }
        }

        return offset;
    }

    /// <summary>Bytes of the largest difference to the smallest of its 64 rows.</summary>
    private int FrameWidth(ReadOnlySpan<long> values)
    {
        var largest = 0UL;
        for (var start = 0; start < rowEnd; start += 64)
        {
            var (low, high) = Bounds(values[start..Math.Min(start + 64, rowEnd)]);
            largest = Math.Max(largest, unchecked((ulong)(high - low)));
        }

        return Width(largest);
    }

    private int WriteFramed(ReadOnlySpan<long> values, int width)
    {
        file.Align();
        var offset = file.Length;
        var bases = new long[span / 64];
        for (var start = 0; start < rowEnd; start += 64)
        {
            bases[start >> 6] = Bounds(values[start..Math.Min(start + 64, rowEnd)]).Low;
        }

        file.Add(MemoryMarshal.AsBytes(bases.AsSpan()));
        var codes = file.Take(width * span);
        for (var row = 0; row < rowEnd; row++)
        {
            Put(codes, width, row, unchecked((ulong)(values[row] - bases[row >> 6])));
        }

        return offset;
    }

    private static (long Low, long High) Bounds(ReadOnlySpan<long> values)
    {
        var low = long.MaxValue;
        var high = long.MinValue;
        foreach (var value in values)
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        return (low, high);
    }

    private BlockReference Finish(int offset, BlockReference block)
    {
        var size = file.Length - offset;
        return block with { Offset = offset, SizeBytes = size, Crc = Crc32C.Compute(file.At(offset, size)) };
    }

    private (int Count, long Min, long Max, bool IsAscending) Measure(ReadOnlySpan<long> values, ReadOnlySpan<ulong> present)
    {
        var count = 0;
        var min = long.MaxValue;
        var max = long.MinValue;
        var isAscending = true;
        for (var row = 0; row < rowEnd; row++)
        {
            if (RowBits.Contains(present, row))
            {
                count++;
                isAscending &= count == 1 || values[row] >= max;
                min = Math.Min(min, values[row]);
                max = Math.Max(max, values[row]);
            }
        }

        return (count, min, max, isAscending);
    }

    private static int Width(ulong largest) => largest switch
    {
        <= byte.MaxValue => 1,
        <= ushort.MaxValue => 2,
        <= uint.MaxValue => 4,
        _ => 8,
    };

    private static void Put(Span<byte> codes, int width, int at, ulong code)
    {
        switch (width)
        {
            case 1:
                codes[at] = (byte)code;
                break;
            case 2:
                MemoryMarshal.Cast<byte, ushort>(codes)[at] = (ushort)code;
                break;
            case 4:
                MemoryMarshal.Cast<byte, uint>(codes)[at] = (uint)code;
                break;
            default:
                MemoryMarshal.Cast<byte, ulong>(codes)[at] = code;
                break;
        }
    }
}
