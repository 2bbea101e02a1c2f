using System.Buffers.Binary;

namespace Venn.Bitmaps.Format;

/// <summary>A cursor over input that nobody vouches for: every step is checked against what is there.</summary>
internal ref struct FormatReader(ReadOnlySpan<byte> source)
{
    private readonly ReadOnlySpan<byte> _source = source;

    public int Offset { get; private set; }

    public readonly int Remaining => _source.Length - Offset;

    public byte ReadByte(string what) => Take(1, what)[0];

    public ushort ReadUInt16(string what) => BinaryPrimitives.ReadUInt16LittleEndian(Take(2, what));

    public uint ReadUInt32(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, what));

    public ulong ReadUInt64(string what) => BinaryPrimitives.ReadUInt64LittleEndian(Take(8, what));

    public ReadOnlySpan<byte> Take(long sizeBytes, string what)
    {
        if (sizeBytes > Remaining)
        {
            throw new RoaringFormatException(Offset, $"{what} takes {sizeBytes} bytes, of which {Remaining} are there");
        }

        var taken = _source.Slice(Offset, (int)sizeBytes);
        Offset += (int)sizeBytes;
        return taken;
    }

    public readonly void ExpectEnd()
    {
        if (Remaining != 0)
        {
            throw new RoaringFormatException(Offset, $"{Remaining} bytes follow the end");
        }
    }
}
