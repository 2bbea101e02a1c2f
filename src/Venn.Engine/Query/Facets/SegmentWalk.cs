using System.Runtime.ExceptionServices;
using Venn.Bitmaps;
using Venn.Bitmaps.Containers;
using Venn.Engine.Segments;

namespace Venn.Engine.Query.Facets;

/// <summary>Goes over the segments of a set on all cores; each thread takes the next one that is free.</summary>
internal static class SegmentWalk
{
    /// <summary>Fewer are not worth a second thread.</summary>
    private const int ContainersPerThread = 2;

    /// <param name="store">Of the set's relation.</param>
    /// <param name="set">Revision numbers.</param>
    /// <param name="newWorker">Called once a thread, by that thread.</param>
    /// <param name="visit">Called with the thread's worker, the container's place, its segment, and the members.</param>
    /// <returns>The workers, in no order.</returns>
    public static IReadOnlyCollection<TWorker> Run<TWorker>(
        SegmentStore store, RoaringBitmap set, Func<TWorker> newWorker, Action<TWorker, int, Segment, Container> visit,
        CancellationToken cancellationToken)
    {
        var workers = new List<TWorker>();
        var next = -1;
        ExceptionDispatchInfo? failure = null;

        void Work()
        {
            try
            {
                var worker = newWorker();
                lock (workers)
                {
                    workers.Add(worker);
                }

                for (var i = Interlocked.Increment(ref next); i < set.ContainerCount; i = Interlocked.Increment(ref next))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    visit(worker, i, store.Get((long)set.KeyAt(i)), set.ContainerAt(i));
                    if (Volatile.Read(ref failure) is not null)
                    {
                        return;
                    }
                }
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
            }
        }

        var threads = Math.Min(Environment.ProcessorCount, set.ContainerCount / ContainersPerThread);
        if (threads < 2)
        {
            Work();
        }
        else
        {
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => Work());
        }

        failure?.Throw();
        return workers;
    }
}
