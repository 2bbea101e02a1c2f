using System.Runtime.ExceptionServices;

namespace Venn.Engine.Versions;

/// <summary>Divides work over the cores; what one piece throws is thrown as it is.</summary>
internal static class EveryCore
{
    /// <param name="count">Pieces, each of which stands alone.</param>
    /// <param name="smallest">Of fewer pieces than this one thread does all: starting others costs some microseconds.</param>
    /// <param name="piece">Called for 0 to count - 1, in no order.</param>
    /// <param name="cancellationToken">No further pieces are begun when it fires.</param>
    public static void For(int count, int smallest, Action<int> piece, CancellationToken cancellationToken)
    {
        if (count < smallest || Environment.ProcessorCount == 1)
        {
            for (var i = 0; i < count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                piece(i);
            }

            return;
        }

        try
        {
            Parallel.For(
                0, count,
                new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount }, piece);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.Flatten().InnerExceptions[0]);
        }
    }
}
