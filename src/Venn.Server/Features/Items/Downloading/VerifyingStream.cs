using System.Security.Cryptography;
using Venn.Storage;
using Venn.Storage.Blobs;
using Venn.Storage.Files;

namespace Venn.Server.Features.Items.Downloading;

/// <summary>
/// Reads a binary from its start and hashes it on the way: the last bytes are given out only when the hash is right.
/// </summary>
internal sealed class VerifyingStream(Stream inner, ContentHash hash) : ReadOnlyStream
{
    private readonly IncrementalHash hasher = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly long length = inner.Length;
    private long position;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        Check(buffer.AsSpan(offset, inner.Read(buffer, offset, count)));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        return Check(buffer.Span[..read]);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            hasher.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Check(ReadOnlySpan<byte> read)
    {
        hasher.AppendData(read);
        position += read.Length;
        if (position >= length && read.Length > 0 && ContentHash.FromBytes(hasher.GetHashAndReset()) != hash)
        {
            throw new BlobDamagedException(hash, (inner as FileStream)?.Name ?? "blob store");
        }

        return read.Length;
    }
}
