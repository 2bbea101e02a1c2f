using System.Security.Cryptography;
using Venn.Storage.Blobs;

namespace Venn.Server.Features.Exports;

/// <summary>One partition while it is written: a temporary file that goes when it is disposed of.</summary>
internal sealed class PartitionFile : IAsyncDisposable
{
    private readonly FileStream file = new(
        Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite,
        FileShare.None, 64 << 10, FileOptions.DeleteOnClose);

    /// <summary>The clients' check of the transport, by the wire's choice; the name of the file is its SHA-256.</summary>
    private readonly IncrementalHash checksum = IncrementalHash.CreateHash(HashAlgorithmName.MD5);

    public long RecordCount { get; private set; }

    public long SizeBytes => file.Length;

    public void Add(ReadOnlySpan<byte> line)
    {
        file.Write(line);
        file.WriteByte((byte)'\n');
        checksum.AppendData(line);
        checksum.AppendData("\n"u8);
        RecordCount++;
    }

    /// <summary>MD5 in base64.</summary>
    public string ReadChecksum() => Convert.ToBase64String(checksum.GetCurrentHash());

    public Task<BlobInfo> StoreAsync(IBlobStore blobs, CancellationToken cancellationToken)
    {
        file.Position = 0;
        return blobs.PutAsync(file, null, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        checksum.Dispose();
        return file.DisposeAsync();
    }
}
