namespace Venn.Engine.Segments.Format;

/// <summary>The bytes of a file being made, in memory: a segment is some megabytes.</summary>
internal sealed class FileBuilder
{
    private byte[] bytes = new byte[1 << 20];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    /// <summary>The next bytes, zero, to be filled at once.</summary>
    public Span<byte> Take(int count)
    {
        Reserve(count);
        Length += count;
        return bytes.AsSpan(Length - count, count);
    }

    public int Add(ReadOnlySpan<byte> content)
    {
        var offset = Length;
        content.CopyTo(Take(content.Length));
        return offset;
    }

    public void Align()
    {
        var rest = Length % SegmentFormat.AlignmentBytes;
        if (rest > 0)
        {
            Take(SegmentFormat.AlignmentBytes - rest);
        }
    }

    public Span<byte> At(int offset, int count) => bytes.AsSpan(offset, count);

    private void Reserve(int count)
    {
        if (bytes.Length - Length < count)
        {
            var needed = (long)Length + count;
            if (needed > Array.MaxLength)
            {
                throw new IOException("A segment file would be longer than 2 GiB; the segment stays in memory.");
            }

            Array.Resize(ref bytes, (int)Math.Min(Array.MaxLength, Math.Max(bytes.Length * 2L, needed)));
        }
    }
}
