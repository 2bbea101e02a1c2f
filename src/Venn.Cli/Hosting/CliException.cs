namespace Venn.Cli.Hosting;

/// <summary>What the CLI itself finds wrong; the message says what to do.</summary>
internal sealed class CliException(int exitCode, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public int ExitCode { get; } = exitCode;
}
