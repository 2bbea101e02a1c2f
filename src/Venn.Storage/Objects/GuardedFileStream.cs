using Venn.Storage.Files;

namespace Venn.Storage.Objects;

/// <summary>A part of a file; before its last bytes are given out, looks whether the file is still the same.</summary>
internal sealed class GuardedFileStream(FileStream inner, long count, Action check) : ReadOnlyStream
{
    private readonly long length = count;
    private long remaining = count;

    public override long Length => length;

    public override long Position
    {
        get => length - remaining;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => Take(inner.Read(buffer[..(int)Math.Min(buffer.Length, remaining)]), buffer.Length);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Take(await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, remaining)], cancellationToken), buffer.Length);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Take(int read, int wanted)
    {
        remaining -= read;
        if (remaining == 0 || (read == 0 && wanted > 0))
        {
            check();
        }

        return read;
    }
}
