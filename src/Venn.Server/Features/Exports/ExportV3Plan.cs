using Venn.Bitmaps;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Features.Annotations;
using Venn.Server.Features.Items;
using Venn.Server.Features.Versions.Comparing;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Exports;

/// <summary>
/// The records of an export, version 3: items with their annotations, from one state; or those that differ from an earlier
/// one, with <c>change</c> (added, changed, removed). <b>Order</b>: by lineage. Memory: one batch of items; of a
/// difference, what differs.
/// </summary>
/// <param name="To">The state.</param>
/// <param name="From">The earlier state; null for all of <paramref name="To"/>.</param>
/// <param name="Filter">Which items.</param>
/// <param name="Items">How items are written.</param>
/// <param name="Annotations">How annotations are written.</param>
/// <param name="Store">What compares states.</param>
internal sealed record ExportV3Plan(
    DatasetVersion To, DatasetVersion? From, Filter Filter, ItemMapping Items, AnnotationMapping Annotations,
    VersionStore Store)
{
    private const int BatchSize = 500;

    /// <summary>Every record, as one line of JSON without its end.</summary>
    public IEnumerable<(Lineage Item, ReadOnlyMemory<byte> Line)> Read(CancellationToken cancellationToken) =>
        From is { } from ? ReadChanges(from, cancellationToken) : ReadAll(cancellationToken);

    private IEnumerable<(Lineage, ReadOnlyMemory<byte>)> ReadAll(CancellationToken cancellationToken)
    {
        var chosen = To.Select(Relation.Items, Filter, cancellationToken);
        foreach (var batch in To.Read(Relation.Items, chosen).Chunk(BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var counts = To.CountAnnotations([.. batch.Select(item => item.Lineage)]);
            for (var i = 0; i < batch.Length; i++)
            {
                yield return (batch[i].Lineage, WriteItem(To, batch[i], counts[i], change: null));
            }
        }
    }

    private IEnumerable<(Lineage, ReadOnlyMemory<byte>)> ReadChanges(DatasetVersion from, CancellationToken cancellationToken)
    {
        var (before, after) = (
            from.Select(Relation.Items, Filter, cancellationToken), To.Select(Relation.Items, Filter, cancellationToken));
        foreach (var (number, _) in new DiffView(Store.Diff(from, To), DiffScope.Whole(from, To), cancellationToken).Items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var lineage = new Lineage(number);
            var (old, now) = (Find(from, before, lineage), Find(To, after, lineage));
            if (now is not null)
            {
                var count = To.CountAnnotations([lineage])[0];
                yield return (lineage, WriteItem(To, now, count, old is null ? "added" : "changed"));
            }
            else if (old is not null)
            {
                yield return (lineage, WriteItem(from, old, from.CountAnnotations([lineage])[0], "removed"));
            }
        }
    }

    private static Revision? Find(DatasetVersion version, RoaringBitmap chosen, Lineage lineage) =>
        version.FindItem(lineage) is { } item && chosen.Contains((ulong)item.Number.Value) ? item : null;

    private ReadOnlyMemory<byte> WriteItem(DatasetVersion version, Revision item, int annotationsCount, string? change) =>
        JsonBytes.Write(json =>
        {
            json.WriteStartObject();
            if (change is not null)
            {
                json.WriteString("change", change);
            }

            Items.WriteFields(json, item, annotationsCount);
            json.WriteStartArray("annotations");
            foreach (var annotation in annotationsCount == 0 ? [] : version.ReadAnnotations(item.Lineage))
            {
                Annotations.Write(json, annotation);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
}
