using Venn.Server.Wire;
using Venn.Storage.Files;

namespace Venn.Server.Features.Items.Uploading;

/// <summary>A part of an upload: an end that comes too early is the sender's error, not the disk's.</summary>
internal sealed class UploadStream(Stream inner) : ReadOnlyStream
{
    public static ApiException CutOff(Exception cause) =>
        ApiException.BadRequest(
            $"The upload was cut off or is malformed; nothing was stored. Send it again. ({cause.Message})");

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw CutOff(e);
        }
    }
}
