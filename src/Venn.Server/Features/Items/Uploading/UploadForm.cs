using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Venn.Server.Features.Items.Facts;
using Venn.Server.Wire;

namespace Venn.Server.Features.Items.Uploading;

/// <summary>A multipart upload, read as it comes: the file's bytes go straight to where they are kept.</summary>
internal sealed class UploadForm
{
    private const int MaxParts = 32;

    private const int MaxTextBytes = 16 << 20;

    /// <summary>
    /// A file's name may be there twice, each percent-encoded twice over: five letters for each byte.
    /// </summary>
    private const int MaxHeadersBytes = 64 << 10;

    private const int MaxBoundaryLength = 200;

    public string? Type { get; private set; }

    public string? Path { get; private set; }

    public JsonElement Metadata { get; private set; }

    public string? Description { get; private set; }

    /// <summary>Name of the file part, decoded; null when there was no file.</summary>
    public string? FileName { get; private set; }

    /// <summary>First bytes and length of the file part.</summary>
    public HeadStream? File { get; private set; }

    public static bool IsMultipart(HttpRequest request) =>
        request.ContentType is { } type && type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads all parts.</summary>
    /// <param name="request">The request.</param>
    /// <param name="store">Called with the file part when it is reached: what came before it is already here.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ApiException">400: malformed, cut off, or lacking its file.</exception>
    public static async Task<UploadForm> ReadAsync(
        HttpRequest request, Func<UploadForm, Stream, Task> store, CancellationToken cancellationToken)
    {
        var form = new UploadForm();
        var reader = new MultipartReader(GetBoundary(request), request.Body) { HeadersLengthLimit = MaxHeadersBytes };
        for (var count = 0; await NextAsync(reader, cancellationToken) is { } section; count++)
        {
            if (count == MaxParts)
            {
                throw ApiException.BadRequest($"The upload has more than {MaxParts} parts.");
            }

            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
            {
                throw ApiException.BadRequest($"Part {count} of the upload has no content-disposition with a name.");
            }

            await form.ReadPartAsync(section, disposition, store, cancellationToken);
        }

        return form.File is not null || form.Type == "dir"
            ? form
            : throw ApiException.BadRequest("The upload has no part 'file'; send the file's bytes in it.");
    }

    private async Task ReadPartAsync(
        MultipartSection section, ContentDispositionHeaderValue disposition, Func<UploadForm, Stream, Task> store,
        CancellationToken cancellationToken)
    {
        switch (HeaderUtilities.RemoveQuotes(disposition.Name).Value)
        {
            case "type":
                Type = await ReadTextAsync(section, "type", cancellationToken);
                break;
            case "path":
                Path = await ReadTextAsync(section, "path", cancellationToken);
                break;
            case "description":
                Description = await ReadTextAsync(section, "description", cancellationToken);
                break;
            case "metadata":
                Metadata = ParseMetadata(await ReadTextAsync(section, "metadata", cancellationToken));
                break;
            case "file" when File is null:
                FileName = DecodeName(disposition);
                File = new HeadStream(new UploadStream(section.Body));
                await store(this, File);
                break;
            case "file":
                throw ApiException.BadRequest("The upload has two parts 'file'; send one file at a time.");
            default:
                await DrainAsync(new UploadStream(section.Body), cancellationToken);
                break;
        }
    }

    private static string GetBoundary(HttpRequest request)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value
            : null;
        return boundary is { Length: > 0 and <= MaxBoundaryLength }
            ? boundary
            : throw ApiException.BadRequest("content-type: a multipart upload needs a boundary.");
    }

    private static async Task<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadNextSectionAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw UploadStream.CutOff(e);
        }
    }

    private static async Task<string> ReadTextAsync(
        MultipartSection section, string name, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        var stream = new UploadStream(section.Body);
        var buffer = new byte[4096];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            text.Write(buffer, 0, read);
            if (text.Length > MaxTextBytes)
            {
                throw ApiException.TooLarge($"The part '{name}' is longer than {MaxTextBytes} bytes.");
            }
        }

        var bytes = text.GetBuffer().AsSpan(0, (int)text.Length);
        return Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes)
            : throw ApiException.BadRequest($"The part '{name}' is not UTF-8.");
    }

    private static async Task DrainAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 << 10];
        while (await stream.ReadAsync(buffer, cancellationToken) > 0)
        {
        }
    }

    private static JsonElement ParseMetadata(string text)
    {
        if (string.IsNullOrWhiteSpace(text) || text == "null")
        {
            return default;
        }

        var metadata = JsonBody.ParseElement(Encoding.UTF8.GetBytes(text), "part 'metadata'");
        return metadata.ValueKind == JsonValueKind.Object
            ? metadata
            : throw ApiException.BadRequest("metadata: expected a JSON object.");
    }

    private static string DecodeName(ContentDispositionHeaderValue disposition)
    {
        var name = HeaderUtilities.RemoveQuotes(
            disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
        return Uri.UnescapeDataString(name ?? "");
    }
}
