namespace Venn.Client.Errors;

/// <summary>The server could not be reached, or the connection broke. A write may or may not have been done.</summary>
public sealed class VennConnectionException(Uri server, string reason, Exception? innerException = null)
    : VennException($"No answer from {server}: {reason}", innerException)
{
    public Uri Server { get; } = server;
}
