using System.Runtime.ExceptionServices;
using Venn.Bitmaps;
using Venn.Bitmaps.Containers;
using Venn.Engine.Segments;

namespace Venn.Engine.Query.Evaluation;

/// <summary>
/// Goes over the containers of a set on several threads: each takes the next that nobody has. The caller's thread is one of
/// them, and waits for no other that has not begun; so walks may start walks, and a busy machine answers too.
/// </summary>
internal static class ContainerWalk
{
    /// <param name="store">Of the set's relation.</param>
    /// <param name="set">Revision numbers.</param>
    /// <param name="options">How many threads.</param>
    /// <param name="newWorker">Called once a thread, by that thread.</param>
    /// <param name="visit">Called with the thread's worker, the container's place in the set, its segment, and the members.</param>
    /// <param name="cancellationToken">Asked at each container.</param>
    /// <returns>The workers, in no order.</returns>
    public static IReadOnlyList<TWorker> Run<TWorker>(
        SegmentStore store, RoaringBitmap set, QueryEngineOptions options, Func<TWorker> newWorker,
        Action<TWorker, int, Segment, Container> visit, CancellationToken cancellationToken)
    {
        var workers = new List<TWorker>();
        var next = -1;
        ExceptionDispatchInfo? failure = null;

        void Work()
        {
            try
            {
                // A thread that comes when all is taken makes no worker.
                var i = Interlocked.Increment(ref next);
                if (i >= set.ContainerCount)
                {
                    return;
                }

                var worker = newWorker();
                lock (workers)
                {
                    workers.Add(worker);
                }

                for (; i < set.ContainerCount && Volatile.Read(ref failure) is null; i = Interlocked.Increment(ref next))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    visit(worker, i, store.Get((long)set.KeyAt(i)), set.ContainerAt(i));
                }
            }
            catch (Exception exception)
            {
                // Thrown on the caller's thread, as what it is: damage is repaired by its type.
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
            }
        }

        var useful = (int)Math.Min(Math.Min(options.Threads, set.ContainerCount), set.Cardinality / options.RowsPerThread);
        if (useful < 2)
        {
            Work();
        }
        else
        {
            Parallel.For(0, useful, new ParallelOptions { MaxDegreeOfParallelism = useful }, _ => Work());
        }

        failure?.Throw();
        return workers;
    }
}
