using System.Text.Json;
using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Maintenance.Erasure;

/// <summary>The commit of a dataset that says that something was erased from it, when, by whom and why; not what.</summary>
internal static class Tombstone
{
    public const string Operation = "erase";

    /// <param name="context">The store.</param>
    /// <param name="id">The erasure.</param>
    /// <param name="about">Who and why.</param>
    /// <param name="touched">What the dataset loses.</param>
    /// <param name="lineages">Of items and annotations.</param>
    public static Task CommitAsync(
        EngineContext context, string id, ErasureDocument about, ErasureDataset touched, RoaringBitmap lineages)
    {
        var details = JsonSerializer.SerializeToUtf8Bytes(
            new TombstoneDetails(id, about.Reason, touched.ItemsCount, touched.AnnotationsCount, touched.VersionsCount),
            MaintenanceJson.Default.TombstoneDetails);
        var info = new CommitInfo(about.Author, Operation, about.Reason) { Details = details };
        return touched.Dataset.CommitAsync(
            info,
            version =>
            {
                var batch = new CatalogBatch();
                batch.ChangedDocuments.Add(new DocumentRecord(
                    ErasureDocument.TombstoneKind, $"{id}:{touched.Dataset.Ordinal}", id, null, "{}"u8.ToArray()));
                return (0, PendingCommit.From(Removal(context, version.State, lineages), batch));
            },
            CancellationToken.None, ofDeleted: true);
    }

    public static bool IsThere(EngineContext context, string id, DatasetOrdinal dataset) =>
        context.Catalog.ReadDocument(ErasureDocument.TombstoneKind, $"{id}:{dataset}") is not null;

    private static StateDelta Removal(EngineContext context, DatasetState state, RoaringBitmap lineages)
    {
        var items = new List<ulong>();
        var annotations = new List<ulong>();
        var found = new List<RevisionNumber>();
        foreach (var value in lineages)
        {
            var lineage = new Lineage((long)value);
            if (context.ItemSegments.TryFindLineage(state.Items, lineage, out var number))
            {
                items.Add((ulong)number.Value);
            }

            if (context.AnnotationSegments.TryFindLineage(state.Annotations, lineage, out number))
            {
                annotations.Add((ulong)number.Value);
            }

            found.Clear();
            context.AnnotationSegments.FindByItem(state.Annotations, lineage, found);
            annotations.AddRange(found.Select(n => (ulong)n.Value));
        }

        return StateDelta.None(context.Masks.Length) with
        {
            Items = new RelationDelta(RoaringBitmap.Empty, SetOf(items)),
            Annotations = new RelationDelta(RoaringBitmap.Empty, SetOf(annotations)),
        };
    }

    private static RoaringBitmap SetOf(List<ulong> numbers) =>
        numbers.Count == 0 ? RoaringBitmap.Empty : RoaringBitmap.FromSorted([.. numbers.Distinct().Order()]);
}

/// <summary>The details of a tombstone.</summary>
internal sealed record TombstoneDetails(string Erasure, string Reason, long ItemsCount, long AnnotationsCount, long VersionsCount);
