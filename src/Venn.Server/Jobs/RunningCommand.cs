namespace Venn.Server.Jobs;

/// <summary>A command whose work is under way in this process.</summary>
internal sealed class RunningCommand(CommandState state) : IDisposable
{
    private readonly CancellationTokenSource cancellation = new();

    private volatile CommandState state = state;

    public CommandState State
    {
        get => state;
        set => state = value;
    }

    public CancellationToken Cancellation => cancellation.Token;

    /// <summary>Completes when the command's end is durable; never faults.</summary>
    public Task Done { get; set; } = Task.CompletedTask;

    public bool IsAborted { get; private set; }

    public void Abort()
    {
        IsAborted = true;
        Stop();
    }

    public void Stop()
    {
        try
        {
            cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended meanwhile.
        }
    }

    public void Dispose() => cancellation.Dispose();
}
