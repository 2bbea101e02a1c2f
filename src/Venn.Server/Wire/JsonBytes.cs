using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Venn.Server.Wire;

/// <summary>JSON kept as bytes: compact UTF-8, numbers in the form they came in.</summary>
internal static class JsonBytes
{
    private const int ScratchMaxBytes = 4 << 20;

    private static readonly JsonWriterOptions WriterOptions = WireJson.WriterOptions with { SkipValidation = true };

    private static readonly JsonDocumentOptions ReaderOptions = new() { MaxDepth = WireJson.WriterOptions.MaxDepth };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? scratch;

    /// <summary>The bytes of what the action writes.</summary>
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write) => Write(write, static written => written.ToArray());

    public static ReadOnlyMemory<byte> Write(JsonNode node) => Write(json => node.WriteTo(json));

    /// <summary>The same in an array of the shared pool, for the caller to return.</summary>
    public static (byte[] Bytes, int Length) WritePooled(Action<Utf8JsonWriter> write) => Write(write, static written =>
    {
        var bytes = ArrayPool<byte>.Shared.Rent(written.Length);
        written.CopyTo(bytes);
        return (bytes, written.Length);
    });

    public static JsonObject Parse(ReadOnlyMemory<byte> body) =>
        JsonNode.Parse(body.Span, documentOptions: ReaderOptions)!.AsObject();

    public static JsonElement ParseElement(ReadOnlyMemory<byte> body) => JsonElement.Parse(body.Span, ReaderOptions);

    private static T Write<T>(Action<Utf8JsonWriter> write, Func<ReadOnlySpan<byte>, T> take)
    {
        var (buffer, writer) = scratch ?? (new ArrayBufferWriter<byte>(4096), new Utf8JsonWriter(Stream.Null, WriterOptions));
        // Taken away while in use: a nested call makes its own.
        scratch = null;
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        write(writer);
        writer.Flush();
        var result = take(buffer.WrittenSpan);
        if (buffer.Capacity <= ScratchMaxBytes)
        {
            scratch = (buffer, writer);
        }

        return result;
    }
}
