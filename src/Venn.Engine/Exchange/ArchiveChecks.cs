using System.Text;
using System.Text.Json;
using Venn.Engine.Revisions;

namespace Venn.Engine.Exchange;

/// <summary>What an item of an archive must be, whoever wrote it: what a store would never hold is refused at its door.</summary>
internal static class ArchiveChecks
{
    /// <exception cref="ArchiveException">It is not an item; the message names the line.</exception>
    public static ArchiveItem Check(ArchiveItem? item, int line)
    {
        if (item is null || item.Path is null)
        {
            throw Altered(line, "is no item");
        }

        CheckPath(item.Path, line);
        if (item.SizeBytes < 0)
        {
            throw Altered(line, $"has a size of {item.SizeBytes} bytes");
        }

        CheckBody(item.Body, line);
        foreach (var annotation in item.Annotations ?? throw Altered(line, "has null for its annotations"))
        {
            if (annotation?.Id is null)
            {
                throw Altered(line, "has an annotation without an id");
            }

            CheckBody(annotation.Body, line);
        }

        return item;
    }

    private static void CheckPath(string path, int line)
    {
        if (path.Length == 0 || path[0] != '/' || path.Contains('\0', StringComparison.Ordinal)
            || Encoding.UTF8.GetByteCount(path) > Revision.PathMaxBytes
            || (path != "/" && path[1..].Split('/').Any(part => part is "" or "." or "..")))
        {
            throw Altered(line, $"has the path '{(path.Length > 100 ? path[..100] + "…" : path)}', which is none of a dataset");
        }
    }

    // The layer above reads these as objects without asking.
    private static void CheckBody(JsonElement body, int line)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw Altered(line, "has a body that is no object");
        }

        if (body.TryGetProperty("metadata", out var metadata)
            && (metadata.ValueKind != JsonValueKind.Object
                || (metadata.TryGetProperty("system", out var system) && system.ValueKind != JsonValueKind.Object)
                || (metadata.TryGetProperty("user", out var user) && user.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))))
        {
            throw Altered(line, "has metadata that is no object");
        }
    }

    private static ArchiveException Altered(int line, string what) =>
        new($"Line {line} of the archive's items.ndjson {what}: it was altered.");
}
