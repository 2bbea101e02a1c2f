using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Venn.Server.Wire;

/// <summary>How JSON is written: as UTF-8, escaped no more than JSON asks.</summary>
public static class WireJson
{
    public static JsonWriterOptions WriterOptions { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 128 };

    public static byte[] ToBytes(JsonNode? node)
    {
        using var buffer = new MemoryStream(1024);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            Write(writer, node);
        }

        return buffer.ToArray();
    }

    public static string ToText(JsonNode? node) => System.Text.Encoding.UTF8.GetString(ToBytes(node));

    public static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        if (node is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            node.WriteTo(writer);
        }
    }

    /// <summary>Answers a JSON value.</summary>
    public static IResult Result(JsonNode? node, int status = StatusCodes.Status200OK) => new Utf8Result(ToBytes(node), status);

    /// <summary>Answers JSON that is already written.</summary>
    public static IResult Result(ReadOnlyMemory<byte> utf8, int status = StatusCodes.Status200OK) => new Utf8Result(utf8, status);

    private sealed class Utf8Result(ReadOnlyMemory<byte> body, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = status;
            response.ContentType = "application/json";
            response.ContentLength = body.Length;
            return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
        }
    }
}
