using System.IO.Compression;
using System.Text.Json;
using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Features.Annotations;
using Venn.Server.Features.Items;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Exports;

/// <summary>What an export writes, from one state. Memory: one batch of items.</summary>
/// <param name="Version">The state.</param>
/// <param name="Items">How items are written.</param>
/// <param name="Annotations">How annotations are written.</param>
/// <param name="Chosen">The items.</param>
/// <param name="Wanted">The annotations; null for all.</param>
/// <param name="IncludeAnnotations">Whether annotations are written at all.</param>
/// <param name="IsZip">One file per item in a ZIP; else one array.</param>
/// <param name="KeepExtension">In a ZIP: <c>a.jpg.json</c> instead of <c>a.json</c>.</param>
/// <param name="WithSummary">Put <see cref="Summary"/> into a ZIP, as <c>summary.json</c> beside the items' files.</param>
/// <param name="Vectors">Feature vectors by the item's id, written as its <c>itemVectors</c>; null for none.</param>
internal sealed record ExportPlan(
    DatasetVersion Version, ItemMapping Items, AnnotationMapping Annotations, RoaringBitmap Chosen,
    RoaringBitmap? Wanted, bool IncludeAnnotations, bool IsZip, bool KeepExtension,
    bool WithSummary = false, ILookup<string, JsonElement>? Vectors = null)
{
    private const int BatchSize = 500;

    /// <summary>What was written, once it is.</summary>
    public ExportSummary Summary { get; } = new();

    public void Write(Stream output, CancellationToken cancellationToken)
    {
        if (IsZip)
        {
            WriteZip(output, cancellationToken);
        }
        else
        {
            WriteArray(output, cancellationToken);
        }
    }

    private void WriteArray(Stream output, CancellationToken cancellationToken)
    {
        using var json = new Utf8JsonWriter(output, WireJson.WriterOptions with { SkipValidation = true });
        json.WriteStartArray();
        foreach (var (items, counts) in ReadBatches(cancellationToken))
        {
            for (var i = 0; i < items.Length; i++)
            {
                WriteItem(json, items[i], counts[i]);
            }

            json.Flush();
        }

        json.WriteEndArray();
    }

    private void WriteZip(Stream output, CancellationToken cancellationToken)
    {
        using var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (WithSummary)
        {
            names.Add("summary");
        }

        foreach (var (items, counts) in ReadBatches(cancellationToken))
        {
            for (var i = 0; i < items.Length; i++)
            {
                using var entry = zip.CreateEntry(NameOf(items[i], names), CompressionLevel.Fastest).Open();
                using var json = new Utf8JsonWriter(entry, WireJson.WriterOptions with { SkipValidation = true });
                WriteItem(json, items[i], counts[i]);
            }
        }

        if (WithSummary)
        {
            using var entry = zip.CreateEntry("summary.json", CompressionLevel.Fastest).Open();
            entry.Write(WireJson.ToBytes(Summary.ToNode()));
        }
    }

    private IEnumerable<(Revision[] Items, int[] Counts)> ReadBatches(CancellationToken cancellationToken)
    {
        foreach (var items in Version.Read(Relation.Items, Chosen).Chunk(BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return (items, Version.CountAnnotations([.. items.Select(i => i.Lineage)]));
        }
    }

    private void WriteItem(Utf8JsonWriter json, Revision item, int annotationsCount)
    {
        json.WriteStartObject();
        Summary.AddItem(annotationsCount);
        Items.WriteFields(json, item, annotationsCount);
        WriteVectors(json, item);
        if (IncludeAnnotations)
        {
            json.WriteStartArray("annotations");
            foreach (var annotation in annotationsCount == 0 ? [] : Version.ReadAnnotations(item.Lineage))
            {
                if (Wanted is null || Wanted.Contains((ulong)annotation.Number.Value))
                {
                    Summary.AddAnnotation(annotation);
                    Annotations.Write(json, annotation);
                }
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void WriteVectors(Utf8JsonWriter json, Revision item)
    {
        if (Vectors is not null)
        {
            json.WriteStartArray("itemVectors");
            foreach (var vector in Vectors[WireId.Of(Version.Dataset.Ordinal, item.Lineage)])
            {
                vector.WriteTo(json);
            }

            json.WriteEndArray();
        }
    }

    private string NameOf(Revision item, HashSet<string> names)
    {
        var path = item.Path.TrimStart('/');
        var dot = path.LastIndexOf('.');
        var stem = KeepExtension || dot <= path.LastIndexOf('/') ? path : path[..dot];
        // a.jpg and a.png would be one file: the later keeps its extension.
        return names.Add(stem) ? stem + ".json" : path + ".json";
    }
}
