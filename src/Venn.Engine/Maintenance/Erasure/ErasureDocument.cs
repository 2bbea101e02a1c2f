using System.Text.Json;
using Venn.Bitmaps;
using Venn.Bitmaps.Format;
using Venn.Storage;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Maintenance.Erasure;

/// <summary>The JSON of an erasure that is under way, from which it is resumed; and what stays of one that is done.</summary>
internal sealed record ErasureDocument
{
    public const string Kind = "engine.erasure";

    /// <summary>Under the erasure's id, a colon, and a dataset's ordinal: that dataset has its tombstone.</summary>
    public const string TombstoneKind = "engine.tombstone";

    public const string Begun = "begun";
    public const string Removed = "removed";
    public const string Done = "done";

    public string Stage { get; init; } = Begun;

    public long AtMs { get; init; }

    public string Author { get; init; } = "";

    public string Reason { get; init; } = "";

    /// <summary>See <see cref="SetText"/>; null once everything is removed, as all that follow: nothing tells what was erased.</summary>
    public string? Items { get; init; }

    /// <summary>Revision numbers of items, as far as they are known.</summary>
    public string? ItemNumbers { get; init; }

    public string? AnnotationNumbers { get; init; }

    /// <summary>Hashes of binaries in hex.</summary>
    public IReadOnlyList<string>? Binaries { get; init; }

    public long ItemsCount { get; init; }

    public long AnnotationsCount { get; init; }

    public IReadOnlyList<long> Datasets { get; init; } = [];

    public static RoaringBitmap SetOf(string? text) => text is null ? RoaringBitmap.Empty : SetText.Read(text);

    /// <exception cref="CatalogDamagedException">It is not what was written.</exception>
    public static ErasureDocument Read(DocumentRecord row)
    {
        try
        {
            return JsonSerializer.Deserialize(row.Body.Span, MaintenanceJson.Default.ErasureDocument)!;
        }
        catch (Exception e) when (e is JsonException or RoaringFormatException)
        {
            throw new CatalogDamagedException(
                $"The record of erasure {row.Id} cannot be read ({e.Message}). Restore the catalog from a backup.", e);
        }
    }
}
