using Venn.Storage.Catalog.Records;

namespace Venn.Storage.Catalog.Sqlite;

/// <summary>Rows to records; the order of columns is that of <see cref="Sql.CatalogSql"/>.</summary>
internal static class SqliteRows
{
    public static DatasetRecord Dataset(SqliteStatement row) => new(
        row.Int64(0),
        row.Text(1),
        row.Text(2),
        row.IsNull(3) ? null : row.Int64(3),
        row.Int64(4),
        row.Int64(5) != 0,
        row.Bytes(6).ToArray());

    public static CommitRecord Commit(SqliteStatement row)
    {
        var key = new CommitKey(row.Int64(0), row.Int64(1));
        return new CommitRecord(
            key,
            row.IsNull(4) ? [ParentsEncoding.Previous(key)] : ParentsEncoding.Decode(key, row.Bytes(4)),
            row.Int64(3),
            row.Int64(2),
            row.Text(5),
            row.Text(6),
            row.Text(7),
            row.Bytes(8).ToArray(),
            row.Bytes(9).ToArray())
        {
            Changes = row.Bytes(10).ToArray(),
        };
    }

    public static RevisionBlockRecord Block(SqliteStatement row, Relation relation) =>
        new(relation, row.Int64(0), (int)row.Int64(1), row.Bytes(2).ToArray());

    public static CheckpointRecord Checkpoint(SqliteStatement row) =>
        new(new CommitKey(row.Int64(0), row.Int64(1)), row.Bytes(2).ToArray());

    public static SnapshotRecord Snapshot(SqliteStatement row) => new(
        row.Text(0),
        new CommitKey(row.Int64(1), row.Int64(2)),
        row.Text(3),
        row.Int64(4),
        row.Text(5),
        row.Text(6));

    public static DocumentRecord Document(SqliteStatement row) => new(
        row.Text(0),
        row.Text(1),
        row.Text(2),
        row.IsNull(3) ? null : row.Text(3),
        row.Bytes(4).ToArray());
}
