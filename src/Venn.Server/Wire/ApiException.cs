using System.Text.Json.Nodes;

namespace Venn.Server.Wire;

/// <summary>A refusal with its HTTP status; the message says what was wrong, where, and what to do.</summary>
public sealed class ApiException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>Members that the error body has beside its own; not to be changed.</summary>
    public JsonObject? Details { get; init; }

    public static ApiException BadRequest(string message) => new(StatusCodes.Status400BadRequest, message);

    public static ApiException Unauthorized(string message) => new(StatusCodes.Status401Unauthorized, message);

    public static ApiException Forbidden(string message) => new(StatusCodes.Status403Forbidden, message);

    public static ApiException NotFound(string message) => new(StatusCodes.Status404NotFound, message);

    public static ApiException Conflict(string message) => new(StatusCodes.Status409Conflict, message);

    public static ApiException TooLarge(string message) => new(StatusCodes.Status413PayloadTooLarge, message);

    /// <summary>The dataset is locked by an export or made read-only.</summary>
    public static ApiException Locked(string message) => new(StatusCodes.Status423Locked, message);
}
