namespace Venn.Protocol.Commands;

/// <summary>Values of <see cref="Command.Status"/>; these are all that clients accept.</summary>
public static class CommandStatus
{
    public const string Created = "created";
    public const string InProgress = "in-progress";
    public const string Success = "success";
    public const string Failed = "failed";
    public const string Canceled = "canceled";
    public const string Aborted = "aborted";
    public const string Timeout = "timeout";

    /// <summary>Whether a command of this status will not change any more.</summary>
    public static bool IsTerminal(string status) => status is Success or Failed or Canceled or Aborted or Timeout;
}
