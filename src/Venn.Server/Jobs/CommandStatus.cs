namespace Venn.Server.Jobs;

/// <summary>States of a command, in the words of the wire (a client refuses others).</summary>
public static class CommandStatus
{
    public const string InProgress = "in-progress";
    public const string Success = "success";
    public const string Failed = "failed";
    public const string Aborted = "aborted";

    public static bool IsFinal(string status) => status is Success or Failed or Aborted;
}
