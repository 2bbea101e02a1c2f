using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Venn.Server.Wire;

/// <summary>
/// Reads request bodies as JSON, bounded in bytes and depth; what is wrong is a 400 that names the place. A property
/// given twice is refused: two readers would see two different requests.
/// </summary>
public static class JsonBody
{
    public const long DefaultLimitBytes = 64L << 20;

    public const int DepthMax = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DepthMax, AllowDuplicateProperties = false };

    /// <summary>The body as bytes.</summary>
    /// <exception cref="ApiException">413: it is longer than the limit.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(
        HttpContext context, long limitBytes = DefaultLimitBytes, CancellationToken cancellationToken = default)
    {
        if (context.Request.ContentLength > limitBytes)
        {
            throw TooLarge(limitBytes);
        }

        var body = new ArrayBufferWriter<byte>((int)Math.Clamp(context.Request.ContentLength ?? 4096, 256, 1 << 20));
        while (true)
        {
            var read = await context.Request.Body.ReadAsync(body.GetMemory(4096), cancellationToken);
            if (read == 0)
            {
                return body.WrittenMemory;
            }

            body.Advance(read);
            if (body.WrittenCount > limitBytes)
            {
                throw TooLarge(limitBytes);
            }
        }
    }

    /// <summary>The body as a node; null for an empty body or JSON <c>null</c>.</summary>
    public static async Task<JsonNode?> ReadNodeAsync(
        HttpContext context, long limitBytes = DefaultLimitBytes, CancellationToken cancellationToken = default)
    {
        var bytes = await ReadBytesAsync(context, limitBytes, cancellationToken);
        return bytes.Length == 0 ? null : ParseNode(bytes);
    }

    /// <summary>The body as an object; an empty body is an empty object.</summary>
    public static async Task<JsonObject> ReadObjectAsync(
        HttpContext context, long limitBytes = DefaultLimitBytes, CancellationToken cancellationToken = default) =>
        await ReadNodeAsync(context, limitBytes, cancellationToken) switch
        {
            null => [],
            JsonObject found => found,
            var other => throw Wrong("$", "an object", other),
        };

    /// <summary>The body as an immutable element: for hot paths.</summary>
    public static async Task<JsonElement> ReadElementAsync(
        HttpContext context, long limitBytes = DefaultLimitBytes, CancellationToken cancellationToken = default) =>
        ParseElement(await ReadBytesAsync(context, limitBytes, cancellationToken));

    /// <summary>The body as an immutable element that is an object.</summary>
    /// <exception cref="ApiException">It is another kind of value.</exception>
    public static async Task<JsonElement> ReadObjectElementAsync(
        HttpContext context, long limitBytes = DefaultLimitBytes, CancellationToken cancellationToken = default)
    {
        var element = await ReadElementAsync(context, limitBytes, cancellationToken);
        return element.ValueKind == JsonValueKind.Object
            ? element
            : throw ApiException.BadRequest($"$ must be an object, not {element.ValueKind.ToString().ToLowerInvariant()}.");
    }

    /// <exception cref="ApiException">It is no JSON.</exception>
    public static JsonNode? ParseNode(ReadOnlyMemory<byte> utf8, string what = "body")
    {
        try
        {
            JsonText.Require(utf8.Span, what);
            return JsonNode.Parse(utf8.Span, nodeOptions: null, Options);
        }
        catch (JsonException exception)
        {
            throw Malformed(utf8.Span, exception, what);
        }
    }

    /// <exception cref="ApiException">It is no JSON.</exception>
    public static JsonElement ParseElement(ReadOnlyMemory<byte> utf8, string what = "body")
    {
        try
        {
            JsonText.Require(utf8.Span, what);
            return JsonElement.Parse(utf8.Span, Options);
        }
        catch (JsonException exception)
        {
            throw Malformed(utf8.Span, exception, what);
        }
    }

    public static ApiException Wrong(string path, string wanted, JsonNode? found) => ApiException.BadRequest(
        $"{path} must be {wanted}, not {(found is null ? "null" : found.GetValueKind().ToString().ToLowerInvariant())}.");

    private static ApiException Malformed(ReadOnlySpan<byte> utf8, JsonException exception, string what) =>
        ApiException.BadRequest($"The {what} is not JSON that Venn takes, at {JsonPathFinder.Find(utf8)}: {exception.Message}");

    private static ApiException TooLarge(long limitBytes) =>
        ApiException.TooLarge($"The body is longer than this route's limit of {limitBytes} bytes. Send it in parts.");
}
