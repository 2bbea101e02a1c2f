using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Venn.Bitmaps.Format;

/// <summary>Whole arrays to and from little-endian bytes: a copy, but on a big-endian machine.</summary>
internal static class LittleEndian
{
    public static void Write(ReadOnlySpan<ushort> values, Span<byte> destination)
    {
        MemoryMarshal.AsBytes(values).CopyTo(destination);
        if (!BitConverter.IsLittleEndian)
        {
            var written = MemoryMarshal.Cast<byte, ushort>(destination[..(2 * values.Length)]);
            BinaryPrimitives.ReverseEndianness(written, written);
        }
    }

    public static void Write(ReadOnlySpan<ulong> words, Span<byte> destination)
    {
        MemoryMarshal.AsBytes(words).CopyTo(destination);
        if (!BitConverter.IsLittleEndian)
        {
            var written = MemoryMarshal.Cast<byte, ulong>(destination[..(8 * words.Length)]);
            BinaryPrimitives.ReverseEndianness(written, written);
        }
    }

    public static void Read(ReadOnlySpan<byte> source, Span<ushort> values)
    {
        source.CopyTo(MemoryMarshal.AsBytes(values));
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(values, values);
        }
    }

    public static void Read(ReadOnlySpan<byte> source, Span<ulong> words)
    {
        source.CopyTo(MemoryMarshal.AsBytes(words));
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }
}
