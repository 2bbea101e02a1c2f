namespace Venn.Storage.Files;

/// <summary>
/// A stream that is read once, from its start: what is left to say is <see cref="Stream.Read(byte[], int, int)"/> and
/// <see cref="Stream.ReadAsync(Memory{byte}, CancellationToken)"/>, and the length where it is known. One thread.
/// </summary>
public abstract class ReadOnlyStream : Stream
{
    public sealed override bool CanRead => true;

    public sealed override bool CanSeek => false;

    public sealed override bool CanWrite => false;

    /// <exception cref="NotSupportedException">It is not known.</exception>
    public override long Length => throw new NotSupportedException();

    /// <exception cref="NotSupportedException">It is not known; it is set.</exception>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public sealed override void Flush()
    {
    }

    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public sealed override void SetLength(long value) => throw new NotSupportedException();

    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
