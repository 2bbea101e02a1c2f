namespace Venn.Engine.Query;

/// <summary>Stops work that runs too long, by cancelling it. Threads: safe.</summary>
/// <param name="limit">Null for as long as it takes.</param>
/// <param name="clock">Whose timers tell.</param>
internal sealed class TimeLimit(TimeSpan? limit, TimeProvider clock)
{
    /// <exception cref="QueryTimeLimitException">The work was stopped by the limit, not by the caller.</exception>
    public T Run<T>(Func<CancellationToken, T> work, CancellationToken cancellationToken)
    {
        if (limit is not { } time)
        {
            return work(cancellationToken);
        }

        using var deadline = new CancellationTokenSource(time, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return work(either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new QueryTimeLimitException(time, exception);
        }
    }
}
