using System.Threading.Channels;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Writing;

/// <summary>
/// Seals complete segments in the background, one at a time. A segment whose file could not be written stays in memory
/// and is tried again at the next start: sealed files are derived.
/// </summary>
internal sealed class SealQueue : IAsyncDisposable
{
    private readonly Channel<(Relation Relation, SegmentNumber Segment)> channel =
        Channel.CreateUnbounded<(Relation, SegmentNumber)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Action<Relation, SegmentNumber> seal;
    private readonly Action<string>? report;
    private readonly Task worker;
    private int waiting;

    public SealQueue(Action<Relation, SegmentNumber> seal, Action<string>? report)
    {
        this.seal = seal;
        this.report = report;
        worker = Task.Run(WorkAsync);
    }

    public void Add(Relation relation, IEnumerable<SegmentNumber> segments)
    {
        foreach (var segment in segments)
        {
            Interlocked.Increment(ref waiting);
            if (!channel.Writer.TryWrite((relation, segment)))
            {
                Interlocked.Decrement(ref waiting);
            }
        }
    }

    /// <summary>Waits until everything queued so far is sealed.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref waiting) > 0)
        {
            await Task.Delay(1, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        channel.Writer.TryComplete();
        await worker.ConfigureAwait(false);
    }

    private async Task WorkAsync()
    {
        await foreach (var (relation, segment) in channel.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                seal(relation, segment);
            }
            catch (IOException e)
            {
                report?.Invoke($"Segment {segment.Value} of {relation} could not be written and stays in memory: {e.Message}");
            }
            finally
            {
                Interlocked.Decrement(ref waiting);
            }
        }
    }
}
