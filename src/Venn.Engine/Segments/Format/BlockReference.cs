using System.Buffers.Binary;

namespace Venn.Engine.Segments.Format;

/// <summary>Where a block stands and how to read it.</summary>
/// <param name="Encoding">Layout.</param>
/// <param name="WidthBytes">Of a code: 1, 2, 4 or 8; 0 where there are none.</param>
/// <param name="HasMissing">Packed: code 0 stands for no value.</param>
/// <param name="IsAscending">Values never fall from row to row, and no row lacks one.</param>
/// <param name="Count">Values.</param>
/// <param name="Min">Smallest value.</param>
/// <param name="Max">Largest value.</param>
/// <param name="Offset">From the start of the file.</param>
/// <param name="SizeBytes">Of the payload.</param>
/// <param name="Crc">CRC32C of the payload.</param>
internal readonly record struct BlockReference(
    BlockEncoding Encoding, byte WidthBytes, bool HasMissing, bool IsAscending, int Count, long Min, long Max, long Offset,
    int SizeBytes, uint Crc)
{
    public void Write(Span<byte> bytes)
    {
        bytes[0] = (byte)Encoding;
        bytes[1] = WidthBytes;
        bytes[2] = (byte)((HasMissing ? 1 : 0) | (IsAscending ? 2 : 0));
        bytes[3] = 0;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], Count);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], Min);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], Max);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], Offset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[32..], SizeBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[36..], Crc);
    }

    public static BlockReference Read(ReadOnlySpan<byte> bytes) => new(
        (BlockEncoding)bytes[0], bytes[1], (bytes[2] & 1) != 0, (bytes[2] & 2) != 0,
        BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[32..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[36..]));
}
