using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using Venn.Bitmaps.Containers;

namespace Venn.Bitmaps.Format;

/// <summary>One container alone, canonical: docs/formats/bitmaps.md, "A container alone".</summary>
public static class ContainerFormat
{
    /// <summary>Kind and 16-bit count, before the payload.</summary>
    public const int HeaderSizeBytes = 3;

    /// <summary>The largest encoding: a bitmap.</summary>
    public const int MaxSizeBytes = HeaderSizeBytes + ContainerForm.BitmapSizeBytes;

    public static int GetSizeBytes(Container container) => HeaderSizeBytes + container switch
    {
        ArrayContainer array => 2 * array.Cardinality,
        RunContainer runs => 2 * runs.Pairs.Length,
        _ => ContainerForm.BitmapSizeBytes,
    };

    /// <summary>Writes the encoding; returns its size.</summary>
    /// <exception cref="ArgumentException">The destination is too short; nothing is written.</exception>
    public static int Write(Container container, Span<byte> destination)
    {
        var size = GetSizeBytes(container);
        if (destination.Length < size)
        {
            throw new ArgumentException($"the container takes {size} bytes, not {destination.Length}", nameof(destination));
        }

        destination[0] = (byte)container.Kind;
        var count = container is RunContainer runs ? runs.RunCount : container.Cardinality;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[1..], (ushort)count);
        ContainerPayload.Write(container, destination[HeaderSizeBytes..]);
        return size;
    }

    public static byte[] ToArray(Container container)
    {
        var bytes = new byte[GetSizeBytes(container)];
        Write(container, bytes);
        return bytes;
    }

    /// <summary>Reads one encoding, which is all of the source.</summary>
    /// <exception cref="RoaringFormatException">It is not the canonical encoding of a container.</exception>
    public static Container Read(ReadOnlySpan<byte> source)
    {
        var reader = new FormatReader(source);
        var container = Read(ref reader);
        reader.ExpectEnd();
        return container;
    }

    /// <summary>Reads one encoding, which other bytes may follow.</summary>
    /// <exception cref="RoaringFormatException">It is not the canonical encoding of a container.</exception>
    public static Container Read(ReadOnlySpan<byte> source, out int bytesRead)
    {
        var reader = new FormatReader(source);
        var container = Read(ref reader);
        bytesRead = reader.Offset;
        return container;
    }

    [SkipLocalsInit]
    internal static UInt128 ComputeHash(Container container)
    {
        Span<byte> bytes = stackalloc byte[MaxSizeBytes];
        return XxHash128.HashToUInt128(bytes[..Write(container, bytes)]);
    }

    private static Container Read(ref FormatReader reader)
    {
        var kind = (ContainerKind)reader.ReadByte("a container's kind");
        int count = reader.ReadUInt16("a container's count");
        var container = kind switch
        {
            ContainerKind.Array when count <= ArrayContainer.MaxCardinality => ContainerPayload.ReadArray(ref reader, count),
            ContainerKind.Bitmap => ContainerPayload.ReadBitmap(ref reader, count),
            ContainerKind.Run => ContainerPayload.ReadRuns(ref reader, count),
            ContainerKind.Array => throw new RoaringFormatException(1, $"an array of {count} values, more than 4,096"),
            _ => throw new RoaringFormatException(0, $"kind {(byte)kind} is none of 1 (array), 2 (bitmap), 3 (run)"),
        };

        // A hash names one encoding: a set written in a larger form would have a second name.
        var isCanonical = container.Kind == kind && GetSizeBytes(container) == reader.Offset;
        return isCanonical
            ? container
            : throw new RoaringFormatException(
                0, $"kind {kind}, {reader.Offset} bytes, is not canonical: {container.Kind}, {GetSizeBytes(container)} bytes, is");
    }
}
