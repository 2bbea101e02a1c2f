using System.Net;
using Venn.Protocol.Errors;

namespace Venn.Client.Errors;

/// <summary>The server refused: its message says what was wrong, where, and what to do. Nothing was done.</summary>
public sealed class VennApiException(HttpStatusCode status, string message, ErrorBody? body = null)
    : VennException(message)
{
    public HttpStatusCode Status { get; } = status;

    /// <summary>The server's answer as it came; none when something between here and there answered.</summary>
    public ErrorBody? Body { get; } = body;

    /// <summary>Names the request in the server's log.</summary>
    public string? RequestId => Body?.RequestId;
}
