using System.Buffers.Binary;
using Venn.Storage;

namespace Venn.Engine.Revisions;

/// <summary>Reads what <see cref="ByteWriter"/> wrote; every length is checked against what is left.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes, string what)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int position;

    public readonly bool IsAtEnd => position == bytes.Length;

    public readonly int Position => position;

    public byte ReadByte() => ReadBytes(1)[0];

    public ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damaged("a varint has more than ten bytes");
    }

    public long ReadLong()
    {
        var value = ReadVarint();
        return value <= long.MaxValue ? (long)value : throw Damaged("a number is out of range");
    }

    public int ReadCount()
    {
        var value = ReadVarint();
        return value <= int.MaxValue ? (int)value : throw Damaged("a count is out of range");
    }

    public long ReadSigned()
    {
        var value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public UInt128 ReadUInt128() => BinaryPrimitives.ReadUInt128LittleEndian(ReadBytes(16));

    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if (count > bytes.Length - position)
        {
            throw Damaged($"{count} bytes are wanted and {bytes.Length - position} are left");
        }

        var span = bytes.Slice(position, count);
        position += count;
        return span;
    }

    public ReadOnlySpan<byte> ReadBlock() => ReadBytes(ReadCount());

    public string ReadText() => System.Text.Encoding.UTF8.GetString(ReadBlock());

    public readonly CatalogDamagedException Damaged(string reason) =>
        new($"The catalog holds a damaged {what}: {reason} (byte {position} of {bytes.Length}). Restore the catalog from a backup.");
}
