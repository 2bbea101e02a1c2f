using System.Text.Json;
using Venn.Server.Wire;

namespace Venn.Server.Features.Items.Facts;

/// <summary>Looks into a file that was just stored. Never fails: what cannot be read is not there.</summary>
internal static class FactReader
{
    /// <summary>A file that declares itself is small; a larger one is not looked into.</summary>
    private const int ShebangMaxBytes = 1 << 20;

    /// <param name="path">The item's path: its extension says the type.</param>
    /// <param name="originalName">Name of the uploaded file.</param>
    /// <param name="head">First bytes of the content.</param>
    /// <param name="sizeBytes">Length of the content.</param>
    /// <param name="open">Opens the whole content, seekable; used only when the head does not suffice.</param>
    public static FileFacts Read(
        string path, string originalName, ReadOnlyMemory<byte> head, long sizeBytes, Func<Stream> open)
    {
        var facts = new FileFacts
        {
            OriginalName = originalName,
            MimeType = MimeTypes.FromName(path) ?? MimeTypes.Sniff(head.Span),
        };
        try
        {
            if (facts.MimeType.StartsWith("image/", StringComparison.Ordinal))
            {
                return ImageFacts.Read(facts, head, sizeBytes, open);
            }

            if (facts.MimeType.StartsWith("video/", StringComparison.Ordinal)
                || facts.MimeType.StartsWith("audio/", StringComparison.Ordinal))
            {
                return ClipFacts.Read(facts, open);
            }

            return sizeBytes <= ShebangMaxBytes && StartsObject(head.Span)
                ? ReadShebang(facts, head, sizeBytes, open)
                : facts;
        }
        catch (Exception e) when (e is not OutOfMemoryException and not OperationCanceledException)
        {
            return facts;
        }
    }

    private static bool StartsObject(ReadOnlySpan<byte> head)
    {
        var trimmed = head.TrimStart(" \t\r\n"u8);
        return trimmed.Length > 0 && trimmed[0] == (byte)'{';
    }

    private static FileFacts ReadShebang(FileFacts facts, ReadOnlyMemory<byte> head, long sizeBytes, Func<Stream> open)
    {
        var content = head;
        if (head.Length < sizeBytes)
        {
            using var stream = open();
            var whole = new byte[sizeBytes];
            stream.ReadExactly(whole);
            content = whole;
        }

        JsonText.Require(content.Span, "file");
        using var document = JsonDocument.Parse(content);
        var root = document.RootElement;
        if (!root.TryGetProperty("shebang", out var shebang) || shebang.ValueKind != JsonValueKind.String
            || !shebang.ValueEquals("dataloop") || !root.TryGetProperty("metadata", out var metadata)
            || metadata.ValueKind != JsonValueKind.Object)
        {
            return facts;
        }

        return facts with
        {
            Shebang = metadata.Clone(),
            MimeType = ReadLinkType(metadata)
                ?? (facts.MimeType == MimeTypes.Unknown ? "application/json" : facts.MimeType),
        };
    }

    private static string? ReadLinkType(JsonElement metadata)
    {
        if (!metadata.TryGetProperty("linkInfo", out var link) || link.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (link.TryGetProperty("mimetype", out var type) && type.ValueKind == JsonValueKind.String
            && type.GetString() is { Length: > 0 } named)
        {
            return named;
        }

        return link.TryGetProperty("ref", out var target) && target.ValueKind == JsonValueKind.String
            ? MimeTypes.FromName(target.GetString()!.Split('?', '#')[0])
            : null;
    }
}
