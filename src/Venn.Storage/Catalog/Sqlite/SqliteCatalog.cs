using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Venn.Storage.Catalog.Records;
using Venn.Storage.Catalog.Sql;

namespace Venn.Storage.Catalog.Sqlite;

/// <summary>The embedded catalog: one SQLite file with its write-ahead log.</summary>
/// <remarks>
/// <b>Durability</b>: <c>synchronous=FULL</c>, so a completed commit survives the loss of power. <b>Threads</b>: safe;
/// one writer thread, and readers that wait for nobody. A <see cref="ReadRevisionBlocks"/> that is held open keeps the
/// log from starting anew: read on, or dispose of it.
/// </remarks>
public sealed class SqliteCatalog : ICatalog
{
    private readonly string _path;
    private readonly SqliteWriter _writer;
    private readonly SqliteReaderPool _readers;

    private SqliteCatalog(string path, SqliteSession session)
    {
        _path = path;
        _writer = new SqliteWriter(session);
        _readers = new SqliteReaderPool(path);
    }

    /// <summary>Opens or creates a catalog and brings it to this version's format.</summary>
    /// <param name="path">The database file; its directory exists, and is locked by the caller.</param>
    /// <exception cref="StoreTooNewException">A newer version wrote it; nothing is touched.</exception>
    /// <exception cref="CatalogDamagedException">The file is no catalog, or cut short.</exception>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public static SqliteCatalog Open(string path)
    {
        var migrations = Migration.ReadAll(SqlDialect.Sqlite);
        SqliteFormat.Inspect(path, migrations.Count);
        var session = SqliteSession.Open(
            path,
            SqliteOpenMode.ReadWriteCreate,
            // Before the first table: later it takes effect when everything is written anew.
            "PRAGMA auto_vacuum = INCREMENTAL",
            "PRAGMA journal_mode = WAL",
            "PRAGMA secure_delete = ON",
            "PRAGMA synchronous = FULL",
            "PRAGMA foreign_keys = ON",
            "PRAGMA temp_store = MEMORY",
            "PRAGMA cache_size = -16384",
            "PRAGMA wal_autocheckpoint = 0");
        try
        {
            SqliteFormat.Upgrade(session, migrations);
            return new SqliteCatalog(path, session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public Task<CatalogOutcome> CommitAsync(CatalogBatch batch) => _writer.CommitAsync(batch);

    public Task<bool> CompactAsync(bool whole) => _writer.CompactAsync(whole);

    public IReadOnlyList<DatasetRecord> ReadDatasets() =>
        ReadList(CatalogSql.ReadDatasets, _ => { }, SqliteRows.Dataset);

    public IReadOnlyList<CommitRecord> ReadHeads() => ReadList(CatalogSql.ReadHeads, _ => { }, SqliteRows.Commit);

    public CommitRecord? ReadCommit(CommitKey key) =>
        ReadOne(CatalogSql.ReadCommit, s => Bind(s, key.Dataset, key.Sequence), SqliteRows.Commit);

    public IReadOnlyList<CommitRecord> ReadCommits(long dataset, long first, long last, int limit, bool descending) =>
        ReadList(
            descending ? CatalogSql.ReadCommitsDescending : CatalogSql.ReadCommitsAscending,
            s => Bind(s, dataset, first, last, limit),
            SqliteRows.Commit);

    public IReadOnlyList<CommitRecord> ReadJoints(long dataset, long last) =>
        ReadList(CatalogSql.ReadJoints, s => Bind(s, dataset, last), SqliteRows.Commit);

    public CommitRecord? ReadCommitAt(long dataset, long atMs) =>
        ReadOne(CatalogSql.ReadCommitAt, s => Bind(s, dataset, atMs), SqliteRows.Commit);

    public RevisionBlockRecord? ReadRevisionBlock(Relation relation, long number)
    {
        var block = ReadOne(
            CatalogSql.ReadBlock(relation), s => s.Bind(1, number), row => SqliteRows.Block(row, relation));
        return block is not null && number < block.First + block.Count ? block : null;
    }

    public IEnumerable<RevisionBlockRecord> ReadRevisionBlocks(Relation relation, long first, long end)
    {
        return first >= end
            ? []
            : Stream(CatalogSql.ReadBlocks(relation), [first, end], row => SqliteRows.Block(row, relation));
    }

    public long ReadRevisionEnd(Relation relation)
    {
        using var lease = new Lease(_readers);
        var statement = lease.Get(CatalogSql.ReadEnd(relation));
        try
        {
            return statement.Step() ? statement.Int64(0) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }

    public IEnumerable<(long First, int Count)> ReadRevisionRanges(Relation relation) =>
        Stream(CatalogSql.ReadRanges(relation), [], row => (row.Int64(0), (int)row.Int64(1)));

    public IEnumerable<CheckpointRecord> ReadCheckpoints(long dataset) =>
        Stream(CatalogSql.ReadCheckpoints, [dataset], SqliteRows.Checkpoint);

    public IEnumerable<UInt128> ReadContainerHashes() => Stream(
        CatalogSql.ReadContainerHashes, [], row => BinaryPrimitives.ReadUInt128BigEndian(row.Bytes(0)));

    public CheckpointRecord? ReadCheckpoint(CommitKey atOrBefore) => ReadOne(
        CatalogSql.ReadCheckpoint, s => Bind(s, atOrBefore.Dataset, atOrBefore.Sequence), SqliteRows.Checkpoint);

    public ContainerRecord? ReadContainer(UInt128 hash)
    {
        var key = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(key, hash);
        return ReadOne(
            CatalogSql.ReadContainer, s => s.Bind(1, key), row => new ContainerRecord(hash, row.Bytes(0).ToArray()));
    }

    public IReadOnlyList<SnapshotRecord> ReadSnapshots(long dataset) =>
        ReadList(CatalogSql.ReadSnapshots, s => s.Bind(1, dataset), SqliteRows.Snapshot);

    public SnapshotRecord? ReadSnapshot(string id) =>
        ReadOne(CatalogSql.ReadSnapshot, s => s.Bind(1, id), SqliteRows.Snapshot);

    public DocumentRecord? ReadDocument(string kind, string id) =>
        ReadOne(CatalogSql.ReadDocument, s => Bind(s, kind, id), SqliteRows.Document);

    public IReadOnlyList<DocumentRecord> ReadDocuments(string kind, string? scope) => scope is null
        ? ReadList(CatalogSql.ReadDocuments, s => s.Bind(1, kind), SqliteRows.Document)
        : ReadList(CatalogSql.ReadDocumentsOfScope, s => Bind(s, kind, scope), SqliteRows.Document);

    public DocumentRecord? ReadDocumentByName(string kind, string scope, string name) =>
        ReadOne(CatalogSql.ReadDocumentByName, s => Bind(s, kind, scope, name), SqliteRows.Document);

    public string? ReadLargestId(string below) =>
        ReadOne(CatalogSql.ReadLargestId, bind => bind.Bind(1, below), row => row.IsNull(0) ? null : row.Text(0));

    public long GetSizeBytes()
    {
        var size = 0L;
        foreach (var suffix in (ReadOnlySpan<string>)["", "-wal", "-shm"])
        {
            var file = new FileInfo(_path + suffix);
            size += file.Exists ? file.Length : 0;
        }

        return size;
    }

    /// <summary>Commits what waits, moves the log into the database, and closes it.</summary>
    public async ValueTask DisposeAsync()
    {
        // Readers first: the log can only be emptied when nobody reads it.
        _readers.Dispose();
        await _writer.StopAsync();
    }

    private static void Bind(SqliteStatement statement, params ReadOnlySpan<long> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            statement.Bind(i + 1, values[i]);
        }
    }

    private static void Bind(SqliteStatement statement, params ReadOnlySpan<string> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            statement.Bind(i + 1, values[i]);
        }
    }

    private IEnumerable<T> Stream<T>(string sql, long[] values, Func<SqliteStatement, T> map)
    {
        using var lease = new Lease(_readers);
        var statement = lease.Get(sql);
        try
        {
            Bind(statement, values);
            while (statement.Step())
            {
                yield return map(statement);
            }
        }
        finally
        {
            statement.Reset();
        }
    }

    private T? ReadOne<T>(string sql, Action<SqliteStatement> bind, Func<SqliteStatement, T?> map)
        where T : class
    {
        using var lease = new Lease(_readers);
        var statement = lease.Get(sql);
        try
        {
            bind(statement);
            return statement.Step() ? map(statement) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    private List<T> ReadList<T>(string sql, Action<SqliteStatement> bind, Func<SqliteStatement, T> map)
    {
        using var lease = new Lease(_readers);
        var statement = lease.Get(sql);
        try
        {
            bind(statement);
            var rows = new List<T>();
            while (statement.Step())
            {
                rows.Add(map(statement));
            }

            return rows;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>A reader for one read: a statement that is stepped and reset is a read transaction by itself.</summary>
    private readonly struct Lease(SqliteReaderPool pool) : IDisposable
    {
        private readonly SqliteSession _session = pool.Rent();

        public SqliteStatement Get(string sql) => _session.Get(sql);

        public void Dispose() => pool.Return(_session);
    }
}
