using System.Text.Json.Nodes;
using Venn.Server.Wire;

namespace Venn.Server.Features.Versions;

/// <summary>What somebody says of a version: bounded, for lists of versions carry it.</summary>
internal static class VersionMessage
{
    private const int MaxLength = 10_000;

    /// <exception cref="ApiException">400: it is no text, or too long.</exception>
    public static string Read(JsonObject request) =>
        request.GetText("message") is not { } message ? ""
        : message.Length <= MaxLength ? message
        : throw ApiException.BadRequest($"message: at most {MaxLength} characters, not {message.Length}.");
}
