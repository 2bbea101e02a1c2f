using Venn.Storage.Files;

namespace Venn.Server.Features.Items.Facts;

/// <summary>
/// Passes a stream through and keeps its first bytes and its length: so that a file is looked into without reading it
/// again.
/// </summary>
internal sealed class HeadStream(Stream inner) : ReadOnlyStream
{
    public const int HeadMaxBytes = 64 << 10;

    private byte[] head = [];
    private int headLength;

    public ReadOnlyMemory<byte> Head => head.AsMemory(0, headLength);

    /// <summary>Bytes passed through so far.</summary>
    public long BytesRead { get; private set; }

    public override int Read(byte[] buffer, int offset, int count) =>
        Keep(buffer.AsSpan(offset, inner.Read(buffer, offset, count)));

    public override int Read(Span<byte> buffer) => Keep(buffer[..inner.Read(buffer)]);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        return Keep(buffer.Span[..read]);
    }

    private int Keep(ReadOnlySpan<byte> read)
    {
        BytesRead += read.Length;
        var kept = Math.Min(read.Length, HeadMaxBytes - headLength);
        if (kept > 0)
        {
            if (headLength + kept > head.Length)
            {
                Array.Resize(ref head, Math.Min(HeadMaxBytes, Math.Max(headLength + kept, head.Length * 4)));
            }

            read[..kept].CopyTo(head.AsSpan(headLength));
            headLength += kept;
        }

        return read.Length;
    }
}
