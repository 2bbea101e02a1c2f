using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Venn.Bitmaps.Containers;

namespace Venn.Bitmaps.Format;

/// <summary>One container alone, canonical: docs/formats/bitmaps.md, "A container alone".</summary>
public static class ContainerFormat
{
    /// <summary>Type byte and 16-bit count, before the payload.</summary>
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
    public static int Write(Container container, Span<byte> destination)
    {
        var size = GetSizeBytes(container);
        destination = destination[..size];
        destination[0] = (byte)container.Kind;
        var count = container is RunContainer runs ? runs.RunCount : container.Cardinality;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[1..], (ushort)(count - (container is RunContainer ? 0 : 1)));
        WritePayload(container, destination[HeaderSizeBytes..]);
        return size;
    }

    /// <summary>The payload as in the portable format, but for a run container's count.</summary>
    internal static void WritePayload(Container container, Span<byte> destination)
    {
        switch (container)
        {
            case ArrayContainer array:
                WriteShorts(array.Values, destination);
                break;
            case RunContainer runs:
                WriteShorts(runs.Pairs, destination);
                break;
            case BitmapContainer bitmap when BitConverter.IsLittleEndian:
                MemoryMarshal.AsBytes(bitmap.Words).CopyTo(destination);
                break;
            case BitmapContainer bitmap:
                for (var i = 0; i < bitmap.Words.Length; i++)
                {
                    BinaryPrimitives.WriteUInt64LittleEndian(destination[(8 * i)..], bitmap.Words[i]);
                }

                break;
        }
    }

    [SkipLocalsInit]
    internal static UInt128 ComputeHash(Container container)
    {
        Span<byte> bytes = stackalloc byte[MaxSizeBytes];
        return XxHash128.HashToUInt128(bytes[..Write(container, bytes)]);
    }

    private static void WriteShorts(ReadOnlySpan<ushort> values, Span<byte> destination)
    {
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(values).CopyTo(destination);
            return;
        }

        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(destination[(2 * i)..], values[i]);
        }
    }
}
