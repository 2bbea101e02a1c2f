using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Venn.Storage.Files;

namespace Venn.Server.Wire;

/// <summary>
/// The body of a request, given up when hardly anything of it comes. The listener looks at the rate of the whole alone: who has
/// sent a gigabyte and then trickles would keep a place, a file and a hold on binaries for months.
/// </summary>
/// <param name="inner">The body; not disposed.</param>
/// <param name="patience">How long the server waits, in all, for the next <paramref name="bytesAtLeast"/> bytes.</param>
/// <param name="bytesAtLeast">What has to come in that time, unless the body ends.</param>
internal sealed class PatientBody(Stream inner, TimeSpan patience, long bytesAtLeast) : ReadOnlyStream
{
    private TimeSpan waited;
    private long came;

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var read = inner.ReadAsync(buffer, limit.Token);
            return Count(read.IsCompleted ? await read : await WaitAsync(read, limit, cancellationToken));
        }
        catch (ConnectionResetException e)
        {
            // Of the framework's types it is one of the disk's errors too, which it is not.
            throw new OperationCanceledException("The sender of the request is gone.", e);
        }
    }

    private async ValueTask<int> WaitAsync(ValueTask<int> read, CancellationTokenSource limit, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var left = patience - waited;
        limit.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        try
        {
            return await read;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ApiException(
                StatusCodes.Status408RequestTimeout,
                $"The request's body came too slowly: {came} bytes in {patience.TotalSeconds:0} seconds. Nothing was stored; send it again.");
        }
        finally
        {
            waited += Stopwatch.GetElapsedTime(start);
        }
    }

    private int Count(int read)
    {
        came += read;
        if (came >= bytesAtLeast)
        {
            (came, waited) = (0, TimeSpan.Zero);
        }

        return read;
    }
}
