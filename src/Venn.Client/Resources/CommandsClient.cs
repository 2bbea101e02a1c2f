using System.Text.Json.Nodes;
using Venn.Client.Errors;
using Venn.Client.Http;
using Venn.Protocol.Commands;
using Venn.Protocol.Json;
using Venn.Protocol.Routes;

namespace Venn.Client.Resources;

public sealed class CommandsClient
{
    private static readonly TimeSpan FirstPollDelay = TimeSpan.FromMilliseconds(20);

    private readonly ApiConnection connection;
    private readonly VennClientOptions options;

    internal CommandsClient(ApiConnection connection, VennClientOptions options)
    {
        this.connection = connection;
        this.options = options;
    }

    public Task<Command> GetAsync(string id, CancellationToken cancellationToken = default) =>
        connection.GetAsync(ApiRoutes.Fill(ApiRoutes.Command, id), ProtocolJson.Default.Command, cancellationToken);

    public Task<Command> AbortAsync(string id, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(
            HttpMethod.Post, ApiRoutes.Fill(ApiRoutes.CommandAbort, id), ProtocolJson.Default.Command, null,
            cancellationToken);

    /// <summary>Waits until a command is done; a command that is done already costs no request.</summary>
    /// <param name="command">As the server answered it, or as last seen.</param>
    /// <param name="progress">Told of every state seen, the first too.</param>
    /// <returns>The command as it ended, with <c>spec</c>.</returns>
    /// <exception cref="VennCommandException">It ended without success.</exception>
    public async Task<Command> WaitAsync(
        Command command, IProgress<Command>? progress = null, CancellationToken cancellationToken = default)
    {
        var delay = FirstPollDelay;
        progress?.Report(command);
        while (!CommandStatus.IsTerminal(command.Status))
        {
            await Task.Delay(delay, options.Clock, cancellationToken);
            delay = delay * 2 < options.PollDelayMax ? delay * 2 : options.PollDelayMax;
            command = await GetAsync(command.Id, cancellationToken);
            progress?.Report(command);
        }

        return command.Status == CommandStatus.Success
            ? command
            : throw new VennCommandException(command, ReadReason(command.Error));
    }

    private static string ReadReason(JsonNode? error) => error switch
    {
        null => "the server gave no reason.",
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonObject body when body["message"] is JsonValue message && message.TryGetValue<string>(out var text) => text,
        _ => error.ToJsonString(),
    };
}
