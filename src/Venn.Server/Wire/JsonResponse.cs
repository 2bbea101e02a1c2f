using System.Buffers;
using System.Text.Json;

namespace Venn.Server.Wire;

/// <summary>Answers JSON written by hand: for the routes that answer much or often.</summary>
internal static class JsonResponse
{
    public static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK)
    {
        var (bytes, length) = JsonBytes.WritePooled(write);
        try
        {
            var response = context.Response;
            response.StatusCode = status;
            response.ContentType = "application/json";
            response.ContentLength = length;
            await response.Body.WriteAsync(bytes.AsMemory(0, length), context.RequestAborted);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
