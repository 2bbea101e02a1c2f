using System.Buffers.Binary;

namespace Venn.Engine.Revisions;

/// <summary>Appends the engine's encodings to a growing buffer: varints are LEB128, signed ones zigzag.</summary>
internal sealed class ByteWriter
{
    private byte[] buffer = new byte[256];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, Count);

    public byte[] ToArray() => Written.ToArray();

    public void Clear() => Count = 0;

    public void WriteByte(byte value) => Reserve(1)[0] = value;

    public void WriteVarint(ulong value)
    {
        while (value >= 0x80)
        {
            WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        WriteByte((byte)value);
    }

    public void WriteVarint(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        WriteVarint((ulong)value);
    }

    public void WriteSigned(long value) => WriteVarint((ulong)((value << 1) ^ (value >> 63)));

    public void WriteUInt128(UInt128 value) => BinaryPrimitives.WriteUInt128LittleEndian(Reserve(16), value);

    public void WriteBytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    public void WriteBlock(ReadOnlySpan<byte> bytes)
    {
        WriteVarint(bytes.Length);
        WriteBytes(bytes);
    }

    public void WriteText(string text)
    {
        var length = System.Text.Encoding.UTF8.GetByteCount(text);
        WriteVarint(length);
        System.Text.Encoding.UTF8.GetBytes(text, Reserve(length));
    }

    /// <summary>The next <paramref name="count"/> bytes, to be filled by the caller at once.</summary>
    public Span<byte> Reserve(int count)
    {
        if (buffer.Length - Count < count)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, Count + count));
        }

        var span = buffer.AsSpan(Count, count);
        Count += count;
        return span;
    }
}
