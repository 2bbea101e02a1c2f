using Amazon.S3.Model;
using Venn.Storage.Files;

namespace Venn.Storage.S3;

/// <summary>The bytes of an answer; disposing of it ends the answer. An answer cut short is an error, not an end.</summary>
internal sealed class AnswerStream(GetObjectResponse answer, long count) : ReadOnlyStream
{
    private readonly long length = count;
    private long remaining = count;

    public override long Length => length;

    public override long Position
    {
        get => length - remaining;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        Take(answer.ResponseStream.Read(buffer, offset, count), count);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Take(await answer.ResponseStream.ReadAsync(buffer, cancellationToken), buffer.Length);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            answer.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Take(int read, int wanted)
    {
        remaining -= read;
        return read > 0 || remaining == 0 || wanted == 0
            ? read
            : throw new ObjectStoreException($"'{answer.Key}' ended {remaining} bytes early on its external storage. Try again.");
    }
}
