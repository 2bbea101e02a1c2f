namespace Venn.Engine.Versions.Proving;

/// <summary>Who is using something that is to be closed when nobody is. Threads: safe.</summary>
internal sealed class UsageCount : IDisposable
{
    private readonly object gate = new();
    private readonly CancellationTokenSource closing = new();
    private int count;
    private bool isClosed;

    /// <param name="closingToken">Fires when it is being closed.</param>
    /// <exception cref="ObjectDisposedException">It is closed, or being closed.</exception>
    public Use Begin(out CancellationToken closingToken)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isClosed, this);
            count++;
            closingToken = closing.Token;
            return new Use(this);
        }
    }

    /// <summary>Lets nobody begin any more, tells who is there, and waits for them. Not from within a use; more than once does no harm.</summary>
    public void Dispose()
    {
        bool isFirst;
        lock (gate)
        {
            isFirst = !isClosed;
            isClosed = true;
        }

        if (isFirst)
        {
            closing.Cancel();
        }

        lock (gate)
        {
            while (count > 0)
            {
                Monitor.Wait(gate);
            }
        }

        if (isFirst)
        {
            closing.Dispose();
        }
    }

    private void End()
    {
        lock (gate)
        {
            if (--count == 0)
            {
                Monitor.PulseAll(gate);
            }
        }
    }

    /// <summary>One use; ended by disposal, once.</summary>
    public readonly struct Use(UsageCount owner) : IDisposable
    {
        public void Dispose() => owner.End();
    }
}
