using System.CommandLine;
using Venn.Client;

namespace Venn.Cli.Hosting;

/// <summary>Finds the server and the token from the options, the environment, and the directory.</summary>
internal static class Connector
{
    public static Uri FindServer(ParseResult line, CliEnvironment environment)
    {
        var text = line.GetValue(GlobalOptions.Url)
            ?? Given(environment.ReadVariable(GlobalOptions.UrlVariable))
            ?? GlobalOptions.DefaultUrl;
        return Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme is "http" or "https"
            ? server
            : throw new CliException(ExitCodes.BadUsage,
                $"'{text}' is not an http or https address. Give one like {GlobalOptions.DefaultUrl} by --url or "
                + $"{GlobalOptions.UrlVariable}.");
    }

    public static async Task<VennClient> ConnectAsync(
        ParseResult line, CliEnvironment environment, CancellationToken cancellationToken)
    {
        var server = FindServer(line, environment);
        return environment.Connect(server, await FindTokenAsync(line, environment, cancellationToken));
    }

    /// <summary>In this order: <c>--token</c>, <c>--data</c>, the variable, the default data directory.</summary>
    private static async Task<string> FindTokenAsync(
        ParseResult line, CliEnvironment environment, CancellationToken cancellationToken)
    {
        if (Given(line.GetValue(GlobalOptions.Token)) is { } token)
        {
            return token;
        }

        if (line.GetValue(GlobalOptions.Data) is { } data)
        {
            var directory = Path.GetFullPath(data, environment.CurrentDirectory);
            return IsDataDirectory(directory)
                ? await environment.MintToken(directory, cancellationToken)
                : throw new CliException(ExitCodes.NotAllowed,
                    $"{directory} is not a server's data directory: it has no {GlobalOptions.KeyFileName}. "
                    + $"'venn serve --data {data}' makes one.");
        }

        if (Given(environment.ReadVariable(GlobalOptions.TokenVariable)) is { } set)
        {
            return set;
        }

        var usual = Path.Combine(environment.CurrentDirectory, GlobalOptions.DefaultDataDirectory);
        return IsDataDirectory(usual)
            ? await environment.MintToken(usual, cancellationToken)
            : throw new CliException(ExitCodes.NotAllowed,
                $"No token. Give --data DIR with the server's data directory, or a token by --token or "
                + $"{GlobalOptions.TokenVariable}; "
                + "'venn token --data DIR' prints one, and 'venn serve' starts a server with a directory of its own.");
    }

    private static bool IsDataDirectory(string directory) =>
        File.Exists(Path.Combine(directory, GlobalOptions.KeyFileName));

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
