using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Jobs;

/// <summary>
/// Long work in the background, durable: a command stands in the catalog before its work begins and its end when it is
/// over. Threads: safe.
/// </summary>
/// <remarks>
/// Work that ends well within <see cref="AnswerWithin"/> is answered as done, which spares the client its polling. Work
/// that fails is always answered as in progress first: clients take a failure in the first answer for success.
/// A restart marks what was under way as failed; its work had been one engine commit or none.
/// </remarks>
public sealed class CommandService(
    Documents documents, VersionStore store, ILogger<CommandService> logger) : IHostedService
{
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan KeepFinished = TimeSpan.FromDays(7);

    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(20);

    /// <summary>The one kind of work that the store finishes by itself.</summary>
    public const string EraseType = "Erase";

    private const int PruneEvery = 1000;

    private readonly ConcurrentDictionary<string, RunningCommand> running = new();

    private int finishedCount;

    /// <summary>Runs work as a command of a project.</summary>
    /// <param name="caller">Who asked.</param>
    /// <param name="type">Its type on the wire: <c>CloneDataset</c> …</param>
    /// <param name="projectId">The project whose members may see it.</param>
    /// <param name="spec">What was asked; the work adds its results to it.</param>
    /// <param name="work">Runs off the request; ends early when its token fires.</param>
    /// <param name="inBackground">Answer at once, do not wait for the work.</param>
    public async Task<CommandState> RunAsync(
        Caller caller, string type, string projectId, JsonObject spec,
        Func<CommandContext, CancellationToken, Task> work, bool inBackground = false)
    {
        var now = store.Clock.GetUtcNow();
        var started = new CommandState(
            store.NewEntityId(), projectId, caller.Email, type, CommandStatus.InProgress, 0, null, now, now,
            spec.DeepClone().AsObject());
        await documents.InsertAsync(started.ToDocument());
        var command = new RunningCommand(started);
        running[started.Id] = command;
        command.Done = Task.Run(() => WorkAsync(command, caller, spec.DeepClone().AsObject(), work));
        if (!inBackground)
        {
            await Task.WhenAny(command.Done, Task.Delay(AnswerWithin));
        }

        return command.State is { Status: CommandStatus.Success } done ? done : started;
    }

    public CommandState? Find(string id) =>
        running.TryGetValue(id, out var command) ? command.State
        : documents.Find(Kinds.Command, id) is { } document ? CommandState.From(document)
        : null;

    /// <summary>Commands of a project, oldest first.</summary>
    public IEnumerable<CommandState> List(string projectId) =>
        documents.List(Kinds.Command, projectId).Select(document => Find(document.Id)!);

    /// <summary>Asks a running command to end; one that is over stays as it is.</summary>
    public async Task<CommandState?> AbortAsync(string id)
    {
        if (running.TryGetValue(id, out var command))
        {
            command.Abort();
            await Task.WhenAny(command.Done, Task.Delay(AnswerWithin));
        }

        return Find(id);
    }

    /// <summary>Marks what an earlier process left under way as failed, and forgets what ended long ago.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var changes = documents.Begin();
        var now = store.Clock.GetUtcNow();
        foreach (var document in documents.List(Kinds.Command))
        {
            var command = CommandState.From(document);
            if (!CommandStatus.IsFinal(command.Status))
            {
                changes.Replace((command with
                {
                    Status = CommandStatus.Failed,
                    UpdatedAt = now,
                    Error = command.Type == EraseType
                        ? "The server stopped while this ran. If it had begun, it was finished at the start: the dataset's log says so. If not, start it again."
                        : "The server stopped while this ran. What it had not finished is wholly undone: start it again.",
                }).ToDocument());
            }
        }

        await documents.CommitAsync(changes);
        await PruneAsync();
    }

    /// <summary>Ends what runs, and waits until each end is durable.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var command in running.Values)
        {
            command.Stop();
        }

        await Task.WhenAny(
            Task.WhenAll(running.Values.Select(command => command.Done)), Task.Delay(StopWithin, CancellationToken.None));
    }

    private async Task WorkAsync(
        RunningCommand command, Caller caller, JsonObject spec, Func<CommandContext, CancellationToken, Task> work)
    {
        var context = new CommandContext(command.State.Id, caller, spec, percent =>
            command.State = command.State with { Progress = percent, UpdatedAt = store.Clock.GetUtcNow() });
        CommandState end;
        try
        {
            await work(context, command.Cancellation);
            end = command.State with { Status = CommandStatus.Success, Progress = 100, Spec = spec };
        }
        catch (OperationCanceledException) when (command.Cancellation.IsCancellationRequested)
        {
            end = command.IsAborted
                ? command.State with { Status = CommandStatus.Aborted, Error = "The command was aborted." }
                : command.State with { Status = CommandStatus.Failed, Error = "The server stopped while this ran." };
        }
        catch (Exception exception)
        {
            var (status, message) = ErrorTable.Describe(exception);
            if (status >= StatusCodes.Status500InternalServerError)
            {
                logger.LogError(exception, "Command {Id} ({Type}) failed", command.State.Id, command.State.Type);
            }

            end = command.State with { Status = CommandStatus.Failed, Error = message };
        }

        await FinishAsync(command, end with { UpdatedAt = store.Clock.GetUtcNow() });
    }

    private async Task FinishAsync(RunningCommand command, CommandState end)
    {
        try
        {
            await documents.CommitAsync(documents.Begin().Replace(end.ToDocument()));
        }
        catch (Exception exception)
        {
            // The work is done or not; only its record could not be written. Who polls this process still sees the end.
            logger.LogError(exception, "The end of command {Id} could not be written", end.Id);
            command.State = end;
            return;
        }

        command.State = end;
        running.TryRemove(end.Id, out _);
        command.Dispose();
        if (Interlocked.Increment(ref finishedCount) % PruneEvery == 0)
        {
            await PruneAsync();
        }
    }

    private async Task PruneAsync()
    {
        var changes = documents.Begin();
        var oldest = store.Clock.GetUtcNow() - KeepFinished;
        foreach (var command in documents.List(Kinds.Command).Select(CommandState.From))
        {
            if (CommandStatus.IsFinal(command.Status) && command.UpdatedAt < oldest)
            {
                changes.Delete(Kinds.Command, command.Id);
            }
        }

        await documents.CommitAsync(changes);
    }
}
