using System.Net;
using Venn.Client.Errors;

namespace Venn.Cli.Hosting;

/// <summary>What the process says to the shell: the one table, printed by <c>venn --help</c>'s last lines and docs/cli.md.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>Something else failed: the server had an error of its own, a local file could not be read.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int BadUsage = 2;

    /// <summary>No server answers.</summary>
    public const int NoServer = 3;

    /// <summary>No token, or the token was refused or may not do this (401, 403).</summary>
    public const int NotAllowed = 4;

    /// <summary>What was named is not there.</summary>
    public const int NotFound = 5;

    /// <summary>The server refused (another 4xx): nothing was done.</summary>
    public const int Refused = 6;

    /// <summary>Long work on the server was started and failed: nothing was done.</summary>
    public const int CommandFailed = 7;

    /// <summary>Done in part: some files failed, or annotation files had no item. Running it again takes up what is missing.</summary>
    public const int Incomplete = 8;

    /// <summary>Refused for conflicts that are not settled: nothing was done.</summary>
    public const int Conflicts = 9;

    /// <summary>A verification found something wrong.</summary>
    public const int Damaged = 10;

    /// <summary>Interrupted (Ctrl-C).</summary>
    public const int Cancelled = 130;

    /// <summary>The code of an exception. Every exception type of the client and the CLI stands here.</summary>
    public static int Of(Exception exception) => exception switch
    {
        CliException cli => cli.ExitCode,
        VennConnectionException => NoServer,
        VennCommandException => CommandFailed,
        VennProtocolException => Failed,
        VennApiException api => api.Status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => NotAllowed,
            HttpStatusCode.NotFound => NotFound,
            HttpStatusCode.Conflict when api.Body?.Conflicts is not null => Conflicts,
            >= HttpStatusCode.InternalServerError => Failed,
            _ => Refused,
        },
        OperationCanceledException => Cancelled,
        FormatException or ArgumentException => BadUsage,
        _ => Failed,
    };
}
