using Venn.Protocol.Commands;

namespace Venn.Client.Errors;

/// <summary>Long work on the server ended without success: failed, canceled, aborted or timed out.</summary>
public sealed class VennCommandException(Command command, string reason)
    : VennException($"{command.Type ?? "Command"} {command.Id} ended as {command.Status}: {reason}")
{
    public Command Command { get; } = command;

    /// <summary>What the server gave as the cause.</summary>
    public string Reason { get; } = reason;
}
