using System.Buffers.Binary;
using Venn.Bitmaps.Algebra;

namespace Venn.Bitmaps.Format;

/// <summary>
/// The public portable Roaring formats, which other tools read: 64-bit, and 32-bit (the names that end in 32) for sets of
/// numbers below 2^32. Reading trusts nothing, allocates no more than the input's size calls for, and brings every
/// container into its smallest form. Source: RoaringFormatSpec; docs/formats/bitmaps.md.
/// </summary>
public static class RoaringFormat
{
    /// <summary>A bucket's 32-bit key, and an empty 32-bit bitmap.</summary>
    private const int MinBucketSizeBytes = 12;

    public static long GetSizeBytes(RoaringBitmap set)
    {
        var size = 8L;
        for (int from = 0, to; from < set.ContainerCount; from = to)
        {
            to = BucketEnd(set, from);
            size += 4 + Portable32.GetSizeBytes(set.Containers[from..to], allowRuns: true);
        }

        return size;
    }

    /// <summary>Writes the 64-bit format; returns its size.</summary>
    /// <exception cref="ArgumentException">The destination is too short; nothing is written.</exception>
    public static int Write(RoaringBitmap set, Span<byte> destination)
    {
        Require(GetSizeBytes(set), destination);
        var (at, buckets) = (8, 0UL);
        for (int from = 0, to; from < set.ContainerCount; from = to, buckets++)
        {
            to = BucketEnd(set, from);
            BinaryPrimitives.WriteUInt32LittleEndian(destination[at..], (uint)(set.Keys[from] >> 16));
            at += 4;
            at += Portable32.Write(set.Keys[from..to], set.Containers[from..to], allowRuns: true, destination[at..]);
        }

        BinaryPrimitives.WriteUInt64LittleEndian(destination, buckets);
        return at;
    }

    public static byte[] ToArray(RoaringBitmap set)
    {
        var bytes = new byte[GetSizeBytes(set)];
        Write(set, bytes);
        return bytes;
    }

    /// <summary>Reads a bitmap, which is all of the source.</summary>
    /// <exception cref="RoaringFormatException">The source is not a valid bitmap, or more follows it.</exception>
    public static RoaringBitmap Read(ReadOnlySpan<byte> source)
    {
        var reader = new FormatReader(source);
        var set = Read(ref reader);
        reader.ExpectEnd();
        return set;
    }

    /// <summary>Reads a bitmap, which other bytes may follow.</summary>
    /// <exception cref="RoaringFormatException">The source does not begin with a valid bitmap.</exception>
    public static RoaringBitmap Read(ReadOnlySpan<byte> source, out int bytesRead)
    {
        var reader = new FormatReader(source);
        var set = Read(ref reader);
        bytesRead = reader.Offset;
        return set;
    }

    /// <param name="set">Numbers below 2^32.</param>
    /// <param name="allowRuns">Whether run containers are written; readers older than the run form need them not to be.</param>
    public static long GetSizeBytes32(RoaringBitmap set, bool allowRuns = true) =>
        Portable32.GetSizeBytes(set.Containers, allowRuns);

    /// <summary>Writes the 32-bit format; returns its size.</summary>
    /// <exception cref="ArgumentException">
    /// The destination is too short, or the set holds a number of 2^32 or more; nothing is written.
    /// </exception>
    public static int Write32(RoaringBitmap set, Span<byte> destination, bool allowRuns = true)
    {
        if (!set.IsEmpty && set.Max > uint.MaxValue)
        {
            throw new ArgumentException($"{set.Max} does not fit in the 32-bit format; use the 64-bit one", nameof(set));
        }

        Require(GetSizeBytes32(set, allowRuns), destination);
        return Portable32.Write(set.Keys, set.Containers, allowRuns, destination);
    }

    public static byte[] ToArray32(RoaringBitmap set, bool allowRuns = true)
    {
        var bytes = new byte[GetSizeBytes32(set, allowRuns)];
        Write32(set, bytes, allowRuns);
        return bytes;
    }

    /// <summary>Reads a 32-bit bitmap, which is all of the source.</summary>
    /// <exception cref="RoaringFormatException">The source is not a valid bitmap, or more follows it.</exception>
    public static RoaringBitmap Read32(ReadOnlySpan<byte> source)
    {
        var reader = new FormatReader(source);
        var set = Read32(ref reader);
        reader.ExpectEnd();
        return set;
    }

    /// <summary>Reads a 32-bit bitmap, which other bytes may follow.</summary>
    /// <exception cref="RoaringFormatException">The source does not begin with a valid bitmap.</exception>
    public static RoaringBitmap Read32(ReadOnlySpan<byte> source, out int bytesRead)
    {
        var reader = new FormatReader(source);
        var set = Read32(ref reader);
        bytesRead = reader.Offset;
        return set;
    }

    private static RoaringBitmap Read(ref FormatReader reader)
    {
        var count = reader.ReadUInt64("the number of buckets");
        if (count > (ulong)(reader.Remaining / MinBucketSizeBytes))
        {
            throw new RoaringFormatException(0, $"{count} buckets do not fit in the {reader.Remaining} bytes that follow");
        }

        var list = new ContainerList((int)count);
        try
        {
            var before = -1L;
            for (var i = 0UL; i < count; i++)
            {
                var offset = reader.Offset;
                var bucket = reader.ReadUInt32("a bucket's key");
                if (bucket <= before)
                {
                    throw new RoaringFormatException(offset, $"bucket {bucket} follows {before}");
                }

                before = bucket;
                Portable32.Read(ref reader, (ulong)bucket << 16, ref list);
            }

            return list.ToBitmap(RoaringBitmap.Empty, RoaringBitmap.Empty);
        }
        finally
        {
            list.Dispose();
        }
    }

    private static RoaringBitmap Read32(ref FormatReader reader)
    {
        var list = new ContainerList(1);
        try
        {
            Portable32.Read(ref reader, 0, ref list);
            return list.ToBitmap(RoaringBitmap.Empty, RoaringBitmap.Empty);
        }
        finally
        {
            list.Dispose();
        }
    }

    /// <summary>The index after the last container with the same upper 32 bits.</summary>
    private static int BucketEnd(RoaringBitmap set, int from) =>
        KeySearch.Advance(set.Keys, from, (set.Keys[from] | 0xFFFF) + 1);

    private static void Require(long sizeBytes, Span<byte> destination)
    {
        if (destination.Length < sizeBytes)
        {
            throw new ArgumentException($"the bitmap takes {sizeBytes} bytes, not {destination.Length}", nameof(destination));
        }
    }
}
