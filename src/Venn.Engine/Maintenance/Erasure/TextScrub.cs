using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Venn.Engine.Maintenance.Erasure;

/// <summary>Tells texts that name something erased by a path that it had. Ids are not looked for: they are numbers, and say nothing.</summary>
/// <param name="paths">Every path that the items had.</param>
internal sealed class TextScrub(IReadOnlyCollection<string> paths)
{
    /// <summary>What stands in the place of such a text.</summary>
    public const string Erased = "(erased)";

    private readonly List<string> names = [.. paths.Where(p => p.Length > 1)];

    /// <summary>Each path as JSON may spell it.</summary>
    private readonly byte[][] spellings =
    [
        .. paths.Where(p => p.Length > 1).SelectMany(p => new[]
        {
            Encoding.UTF8.GetBytes(p), JsonEncodedText.Encode(p).EncodedUtf8Bytes.ToArray(),
            JsonEncodedText.Encode(p, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.ToArray(),
        }),
    ];

    public bool IsMeant(string text) => text.Length > 0 && names.Exists(n => text.Contains(n, StringComparison.Ordinal));

    /// <param name="json">UTF-8; may be empty.</param>
    public bool IsMeant(ReadOnlyMemory<byte> json) =>
        json.Length > 0 && Array.Exists(spellings, s => json.Span.IndexOf(s) >= 0);
}
