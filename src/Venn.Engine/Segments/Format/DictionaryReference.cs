using System.Buffers.Binary;

namespace Venn.Engine.Segments.Format;

/// <summary>Where a dictionary stands.</summary>
/// <param name="IsCompressed">With zstd; else as it is.</param>
/// <param name="Count">Texts; 0 for no dictionary.</param>
/// <param name="Offset">From the start of the file.</param>
/// <param name="SizeBytes">As stored.</param>
/// <param name="RawSizeBytes">Front-coded, before compression.</param>
/// <param name="TextSizeBytes">Of all texts together.</param>
/// <param name="Crc">CRC32C of what is stored.</param>
internal readonly record struct DictionaryReference(
    bool IsCompressed, int Count, long Offset, int SizeBytes, int RawSizeBytes, int TextSizeBytes, uint Crc)
{
    // The top bit of the count says compressed.
    private const uint CompressedBit = 0x8000_0000;

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)Count | (IsCompressed ? CompressedBit : 0));
        BinaryPrimitives.WriteInt64LittleEndian(bytes[4..], Offset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], SizeBytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], RawSizeBytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[20..], TextSizeBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], Crc);
    }

    public static DictionaryReference Read(ReadOnlySpan<byte> bytes)
    {
        var count = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return new DictionaryReference(
            (count & CompressedBit) != 0, (int)(count & ~CompressedBit),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]));
    }
}
