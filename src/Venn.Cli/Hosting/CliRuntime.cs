using System.CommandLine;
using System.Net;
using Venn.Client.Errors;

namespace Venn.Cli.Hosting;

/// <summary>Runs commands, and turns what goes wrong into a sentence on stderr and an exit code.</summary>
internal sealed class CliRuntime(CliEnvironment environment)
{
    /// <summary>Makes <paramref name="body"/> what a command does; its result is the exit code.</summary>
    public void Handle(Command command, Func<Invocation, Task<int>> body) =>
        command.SetAction((line, cancellationToken) => RunAsync(line, body, cancellationToken));

    /// <summary>The same for a command that either succeeds or throws.</summary>
    public void Handle(Command command, Func<Invocation, Task> body) =>
        Handle(command, async run =>
        {
            await body(run);
            return ExitCodes.Done;
        });

    private async Task<int> RunAsync(
        ParseResult line, Func<Invocation, Task<int>> body, CancellationToken cancellationToken)
    {
        try
        {
            using var run = new Invocation(line, environment, cancellationToken);
            return await body(run);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await environment.Error.WriteLineAsync("venn: interrupted.");
            return ExitCodes.Cancelled;
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            await environment.Error.WriteLineAsync($"venn: {Explain(exception)}");
            return ExitCodes.Of(exception);
        }
    }

    private static bool IsExpected(Exception exception) =>
        exception is VennException or CliException or IOException or UnauthorizedAccessException or FormatException;

    private static string Explain(Exception exception) => exception switch
    {
        VennConnectionException =>
            $"{exception.Message}\n  Start a server with 'venn serve', or name another with --url or "
            + $"{GlobalOptions.UrlVariable}.",
        VennApiException { Status: HttpStatusCode.Unauthorized } =>
            $"{exception.Message}\n  The token was refused: 'venn token --data DIR' prints one that this server takes, "
            + "or give --data DIR and let the command make it.",
        VennApiException { Status: HttpStatusCode.Forbidden } =>
            $"{exception.Message}\n  The owner of the project can make you a member of it.",
        VennApiException { Status: >= HttpStatusCode.InternalServerError, RequestId: { } request } =>
            $"{exception.Message}\n  The server's log has more about request {request}.",
        _ => exception.Message,
    };
}
