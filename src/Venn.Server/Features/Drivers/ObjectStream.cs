using Venn.Storage.Objects;

namespace Venn.Server.Features.Drivers;

/// <summary>
/// An object as a seekable stream, fetched in parts as they are read: for what looks into a file here and there. Blocks
/// its thread. Memory: one part.
/// </summary>
internal sealed class ObjectStream(IObjectSource source, ObjectInfo item) : Stream
{
    private const int PartBytes = 256 << 10;

    private byte[] part = [];
    private long partStart;
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => item.SizeBytes;

    public override long Position
    {
        get => position;
        set => position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (position < 0 || position >= Length || buffer.Length == 0)
        {
            return 0;
        }

        if (position < partStart || position >= partStart + part.Length)
        {
            Fetch();
        }

        var from = (int)(position - partStart);
        var count = Math.Min(buffer.Length, part.Length - from);
        part.AsSpan(from, count).CopyTo(buffer);
        position += count;
        return count;
    }

    public override long Seek(long offset, SeekOrigin origin) => position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => position,
        _ => Length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Fetch()
    {
        var count = (int)Math.Min(PartBytes, Length - position);
        using var range = source.OpenReadAsync(item, position, count, CancellationToken.None).GetAwaiter().GetResult();
        var fetched = new byte[count];
        range.ReadExactly(fetched);
        (part, partStart) = (fetched, position);
    }
}
