namespace Venn.Storage.Blobs;

/// <summary>
/// Threads that wait for the disk, so that the thread pool does not. They start as work comes, up to
/// <see cref="ThreadLimit"/>, and end when idle. Flushes under way at once share the file system's journal commits:
/// that is what makes many small durable puts fast.
/// </summary>
/// <remarks><b>Threads</b>: safe. The queue is bounded by the callers, each of whom awaits what it posted.</remarks>
internal sealed class SyncThreads
{
    public const int ThreadLimit = 16;

    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(5);

    private readonly object _gate = new();
    private readonly Queue<Action> _work = new();
    private int _threads;
    private int _idle;

    /// <param name="work">Must not throw.</param>
    public void Post(Action work)
    {
        lock (_gate)
        {
            _work.Enqueue(work);
            if (_work.Count <= _idle || _threads == ThreadLimit)
            {
                Monitor.Pulse(_gate);
                return;
            }

            _threads++;
        }

        new Thread(Run) { IsBackground = true, Name = "venn-blob-sync" }.Start();
    }

    private void Run()
    {
        while (TryTake(out var work))
        {
            work();
        }
    }

    private bool TryTake(out Action work)
    {
        lock (_gate)
        {
            while (!_work.TryDequeue(out work!))
            {
                _idle++;
                var woken = Monitor.Wait(_gate, IdleLimit);
                _idle--;
                if (!woken && _work.Count == 0)
                {
                    _threads--;
                    return false;
                }
            }

            return true;
        }
    }
}
