namespace Venn.Engine.Maintenance.Retention;

/// <summary>
/// Keeps apart whoever writes from a past state (clone, merge, roll-back, restore, revert, cherry-pick, snapshot) and
/// the short step in which history is forgotten. Held shared by the many, alone by the one. Threads: safe. Not to be
/// entered again by who is inside: one that waits to be alone may be between.
/// </summary>
internal sealed class PastGate
{
    private readonly Lock gate = new();
    private int inside;
    private TaskCompletionSource? alone;
    private TaskCompletionSource? emptied;

    /// <summary>Waits only while somebody is alone inside, or has waited too long to be.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task wait;
            lock (gate)
            {
                if (alone is null)
                {
                    inside++;
                    return new Place(this);
                }

                wait = alone.Task;
            }

            await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for those inside to leave, and keeps newcomers out meanwhile and until the place is given up.</summary>
    public async Task<IDisposable> EnterAloneAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task wait;
            TaskCompletionSource? mine = null;
            lock (gate)
            {
                if (alone is null)
                {
                    alone = mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    if (inside == 0)
                    {
                        return new Alone(this);
                    }

                    emptied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    wait = emptied.Task;
                }
                else
                {
                    wait = alone.Task;
                }
            }

            try
            {
                await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                if (mine is not null)
                {
                    LeaveAlone();
                }

                throw;
            }

            if (mine is not null)
            {
                return new Alone(this);
            }
        }
    }

    private void Leave()
    {
        lock (gate)
        {
            if (--inside == 0)
            {
                emptied?.TrySetResult();
            }
        }
    }

    private void LeaveAlone()
    {
        lock (gate)
        {
            (alone, emptied, var over) = (null, null, alone);
            over?.TrySetResult();
        }
    }

    private sealed class Place(PastGate owner) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
            {
                owner.Leave();
            }
        }
    }

    private sealed class Alone(PastGate owner) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
            {
                owner.LeaveAlone();
            }
        }
    }
}
