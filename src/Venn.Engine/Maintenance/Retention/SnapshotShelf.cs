using System.Text.Json;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Maintenance.Retention;

/// <summary>Snapshots of a dataset with the rules that hold them. The caller sees to it that one thread changes them at a time.</summary>
internal static class SnapshotShelf
{
    /// <summary>Documents under the snapshot's id, in the scope of the dataset's ordinal.</summary>
    public const string HoldKind = "engine.hold";

    public static IReadOnlyList<Snapshot> Read(ICatalog catalog, long dataset)
    {
        var rows = catalog.ReadSnapshots(dataset);
        if (rows.Count == 0)
        {
            return [];
        }

        var holds = catalog.ReadDocuments(HoldKind, ScopeOf(dataset)).ToDictionary(d => d.Id, Decode);
        return [.. rows.Select(r => Snapshot.From(r) with { Hold = holds.GetValueOrDefault(r.Id) })];
    }

    public static Snapshot? Find(ICatalog catalog, string id) => catalog.ReadSnapshot(id) is { } row
        ? Snapshot.From(row) with { Hold = catalog.ReadDocument(HoldKind, id) is { } hold ? Decode(hold) : null }
        : null;

    public static async Task HoldAsync(ICatalog catalog, Snapshot snapshot, SnapshotHold? hold)
    {
        var batch = new CatalogBatch();
        if (hold is null)
        {
            batch.DeletedDocuments.Add((HoldKind, snapshot.Id));
        }
        else
        {
            batch.ChangedDocuments.Add(new DocumentRecord(
                HoldKind, snapshot.Id, ScopeOf(snapshot.Commit.Dataset.Value), null,
                JsonSerializer.SerializeToUtf8Bytes(hold, MaintenanceJson.Default.SnapshotHold)));
        }

        await catalog.CommitAsync(batch).ConfigureAwait(false);
    }

    public static async Task DeleteAsync(ICatalog catalog, Snapshot snapshot, CatalogBatch? along)
    {
        var batch = along ?? new CatalogBatch();
        batch.DeletedSnapshots.Add(snapshot.Id);
        batch.DeletedDocuments.Add((HoldKind, snapshot.Id));
        if (await catalog.CommitAsync(batch).ConfigureAwait(false) != CatalogOutcome.Committed)
        {
            throw new WriteConflictException();
        }
    }

    /// <exception cref="SnapshotHeldException">A rule holds it.</exception>
    public static void ThrowIfHeld(IEnumerable<Snapshot> snapshots, DateTimeOffset now)
    {
        foreach (var snapshot in snapshots)
        {
            if (snapshot.Hold is { } hold && hold.IsInForce(now))
            {
                throw new SnapshotHeldException(snapshot.Name, hold);
            }
        }
    }

    private static string ScopeOf(long dataset) => dataset.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static SnapshotHold Decode(DocumentRecord row) =>
        JsonSerializer.Deserialize(row.Body.Span, MaintenanceJson.Default.SnapshotHold)
        ?? throw new Storage.CatalogDamagedException($"The hold of snapshot {row.Id} cannot be read. Restore the catalog from a backup.");
}
