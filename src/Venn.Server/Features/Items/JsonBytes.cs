using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Server.Wire;

namespace Venn.Server.Features.Items;

/// <summary>JSON kept as bytes: compact UTF-8, numbers in the form they came in.</summary>
internal static class JsonBytes
{
    private static readonly JsonWriterOptions WriterOptions = WireJson.WriterOptions with { SkipValidation = true };

    private static readonly JsonDocumentOptions ReaderOptions = new() { MaxDepth = WireJson.WriterOptions.MaxDepth };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? scratch;

    /// <summary>The bytes of what the action writes. Not reentrant.</summary>
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var (buffer, writer) = scratch ?? (new ArrayBufferWriter<byte>(1024), new Utf8JsonWriter(Stream.Null, WriterOptions));
        scratch = null;
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        write(writer);
        writer.Flush();
        var bytes = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity <= 1 << 20)
        {
            scratch = (buffer, writer);
        }

        return bytes;
    }

    public static ReadOnlyMemory<byte> Write(JsonNode node) => Write(json => node.WriteTo(json));

    public static JsonObject Parse(ReadOnlyMemory<byte> body) =>
        JsonNode.Parse(body.Span, documentOptions: ReaderOptions)!.AsObject();
}
