using System.Text.Json;
using Venn.Bitmaps;
using Venn.Bitmaps.Format;
using Venn.Storage;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Maintenance.Retention;

/// <summary>Retention's rows among the catalog's documents: one a dataset under its ordinal, and the store's default.</summary>
internal static class RetentionRecordCodec
{
    public const string Kind = "engine.retention";
    public const string DefaultId = "default";

    public static DocumentRecord Encode(string id, RetentionRecord record) =>
        new(Kind, id, "", null, JsonSerializer.SerializeToUtf8Bytes(
            new RetentionDocument
            {
                Days = record.Rule?.Days,
                Commits = record.Rule?.Commits,
                DeletedDays = record.Rule?.DeletedDays,
                HasRule = record.Rule is not null,
                DeletedAtMs = record.DeletedAtMs,
                PurgedAtMs = record.PurgedAtMs,
                Forgotten = record.Forgotten.IsEmpty ? null : SetText.Write(record.Forgotten),
            },
            MaintenanceJson.Default.RetentionDocument));

    /// <exception cref="CatalogDamagedException">It is not what was written.</exception>
    public static RetentionRecord Decode(DocumentRecord row)
    {
        try
        {
            var read = JsonSerializer.Deserialize(row.Body.Span, MaintenanceJson.Default.RetentionDocument)!;
            return new RetentionRecord
            {
                Rule = read.HasRule
                    ? new RetentionRule { Days = read.Days, Commits = read.Commits, DeletedDays = read.DeletedDays }
                    : null,
                DeletedAtMs = read.DeletedAtMs,
                PurgedAtMs = read.PurgedAtMs,
                Forgotten = read.Forgotten is null ? RoaringBitmap.Empty : SetText.Read(read.Forgotten),
            };
        }
        catch (Exception e) when (e is JsonException or FormatException or RoaringFormatException)
        {
            throw new CatalogDamagedException(
                $"The document {Kind} {row.Id} of the catalog cannot be read ({e.Message}). Restore the catalog from a backup.", e);
        }
    }
}
