using System.Buffers.Binary;
using Venn.Storage.Catalog.Records;
using Venn.Storage.Catalog.Sql;

namespace Venn.Storage.Catalog.Sqlite;

/// <summary>The rows of a batch, written inside a transaction that the caller has open.</summary>
internal sealed class SqliteBatchWriter(SqliteSession session)
{
    /// <summary>
    /// Writes the members of the batch in their order. False: a key is taken, and some rows may be written.
    /// </summary>
    public bool TryWrite(CatalogBatch batch)
    {
        // A plain loop each: All() would cost a delegate call a row.
        foreach (var dataset in batch.NewDatasets)
        {
            if (!TryInsert(dataset))
            {
                return false;
            }
        }

        foreach (var dataset in batch.ChangedDatasets)
        {
            if (!TryUpdate(dataset))
            {
                return false;
            }
        }

        foreach (var commit in batch.Commits)
        {
            if (!TryInsert(commit))
            {
                return false;
            }
        }

        foreach (var commit in batch.ChangedCommits)
        {
            if (!TryUpdate(commit))
            {
                return false;
            }
        }

        foreach (var (relation, first) in batch.DeletedRevisionBlocks)
        {
            var statement = session.Get(CatalogSql.DeleteBlock(relation));
            statement.Bind(1, first);
            statement.TryRun();
        }

        foreach (var block in batch.RevisionBlocks)
        {
            if (!TryInsert(block))
            {
                return false;
            }
        }

        DeleteDerived(batch);
        if (!TryWriteDerived(batch) || !TryWriteNamed(batch))
        {
            return false;
        }

        Purge(batch.PurgedDatasets);
        return true;
    }

    private void DeleteDerived(CatalogBatch batch)
    {
        foreach (var key in batch.DeletedCheckpoints)
        {
            var statement = session.Get(CatalogSql.DeleteCheckpoint);
            statement.Bind(1, key.Dataset);
            statement.Bind(2, key.Sequence);
            statement.TryRun();
        }

        Span<byte> hash = stackalloc byte[16];
        foreach (var container in batch.DeletedContainers)
        {
            var statement = session.Get(CatalogSql.DeleteContainer);
            BinaryPrimitives.WriteUInt128BigEndian(hash, container);
            statement.Bind(1, hash);
            statement.TryRun();
        }
    }

    private void Purge(List<long> datasets)
    {
        foreach (var dataset in datasets)
        {
            foreach (var sql in (ReadOnlySpan<string>)[
                CatalogSql.DeleteSnapshotsOf, CatalogSql.DeleteCheckpointsOf, CatalogSql.DeleteCommitsOf])
            {
                var statement = session.Get(sql);
                statement.Bind(1, dataset);
                statement.TryRun();
            }
        }
    }

    private bool TryWriteDerived(CatalogBatch batch)
    {
        foreach (var checkpoint in batch.Checkpoints)
        {
            var statement = session.Get(CatalogSql.UpsertCheckpoint);
            statement.Bind(1, checkpoint.Key.Dataset);
            statement.Bind(2, checkpoint.Key.Sequence);
            statement.Bind(3, checkpoint.Data.Span);
            if (!statement.TryRun())
            {
                return false;
            }
        }

        Span<byte> hash = stackalloc byte[16];
        foreach (var container in batch.Containers)
        {
            var statement = session.Get(CatalogSql.InsertContainer);
            BinaryPrimitives.WriteUInt128BigEndian(hash, container.Hash);
            statement.Bind(1, hash);
            statement.Bind(2, container.Data.Span);
            if (!statement.TryRun())
            {
                return false;
            }
        }

        return true;
    }

    private bool TryWriteNamed(CatalogBatch batch)
    {
        foreach (var id in batch.DeletedSnapshots)
        {
            var statement = session.Get(CatalogSql.DeleteSnapshot);
            statement.Bind(1, id);
            statement.TryRun();
        }

        foreach (var snapshot in batch.Snapshots)
        {
            if (!TryInsert(snapshot))
            {
                return false;
            }
        }

        foreach (var document in batch.NewDocuments)
        {
            if (!TryWrite(CatalogSql.InsertDocument, document))
            {
                return false;
            }
        }

        foreach (var document in batch.ChangedDocuments)
        {
            if (!TryWrite(CatalogSql.UpsertDocument, document))
            {
                return false;
            }
        }

        foreach (var (kind, id) in batch.DeletedDocuments)
        {
            var statement = session.Get(CatalogSql.DeleteDocument);
            statement.Bind(1, kind);
            statement.Bind(2, id);
            statement.TryRun();
        }

        return true;
    }

    private bool TryInsert(DatasetRecord dataset)
    {
        var statement = session.Get(CatalogSql.InsertDataset);
        statement.Bind(1, dataset.Ordinal);
        BindFacts(statement, 2, dataset);
        return statement.TryRun();
    }

    private bool TryUpdate(DatasetRecord dataset)
    {
        var statement = session.Get(CatalogSql.UpdateDataset);
        BindFacts(statement, 1, dataset);
        statement.Bind(7, dataset.Ordinal);
        return TryChangeOne(statement);
    }

    /// <summary>False as well when the row to change, or the one before, is not there.</summary>
    private bool TryChangeOne(SqliteStatement statement) =>
        statement.TryRun() && SQLitePCL.raw.sqlite3_changes(session.Db) == 1;

    private static void BindFacts(SqliteStatement statement, int index, DatasetRecord dataset)
    {
        statement.Bind(index, dataset.Scope);
        statement.Bind(index + 1, dataset.Name);
        if (dataset.SourceOrdinal is { } source)
        {
            statement.Bind(index + 2, source);
        }
        else
        {
            statement.BindNull(index + 2);
        }

        statement.Bind(index + 3, dataset.CreatedAtMs);
        statement.Bind(index + 4, dataset.IsDeleted ? 1 : 0);
        statement.Bind(index + 5, dataset.Body.Span);
    }

    private bool TryInsert(CommitRecord commit)
    {
        var statement = session.Get(CatalogSql.InsertCommit);
        statement.Bind(1, commit.Key.Dataset);
        statement.Bind(2, commit.Key.Sequence);
        BindFacts(statement, 3, commit);

        // None inserted: the commit before it is not there, for it failed.
        return TryChangeOne(statement);
    }

    private bool TryUpdate(CommitRecord commit)
    {
        var statement = session.Get(CatalogSql.UpdateCommit);
        BindFacts(statement, 1, commit);
        statement.Bind(10, commit.Key.Dataset);
        statement.Bind(11, commit.Key.Sequence);
        return TryChangeOne(statement);
    }

    private static void BindFacts(SqliteStatement statement, int index, CommitRecord commit)
    {
        statement.Bind(index, commit.CreatedAtMs);
        statement.Bind(index + 1, commit.Generation);
        if (ParentsEncoding.Encode(commit.Key, commit.Parents) is { } parents)
        {
            statement.Bind(index + 2, parents);
        }
        else
        {
            statement.BindNull(index + 2);
        }

        statement.Bind(index + 3, commit.Author);
        statement.Bind(index + 4, commit.Operation);
        statement.Bind(index + 5, commit.Message);
        statement.Bind(index + 6, commit.Details.Span);
        statement.Bind(index + 7, commit.Delta.Span);
        statement.Bind(index + 8, commit.Changes.Span);
    }

    private bool TryInsert(RevisionBlockRecord block)
    {
        var statement = session.Get(CatalogSql.InsertBlock(block.Relation));
        statement.Bind(1, block.First);
        statement.Bind(2, block.Count);
        statement.Bind(3, block.Data.Span);
        return statement.TryRun();
    }

    private bool TryInsert(SnapshotRecord snapshot)
    {
        var statement = session.Get(CatalogSql.InsertSnapshot);
        statement.Bind(1, snapshot.Id);
        statement.Bind(2, snapshot.Key.Dataset);
        statement.Bind(3, snapshot.Key.Sequence);
        statement.Bind(4, snapshot.Name);
        statement.Bind(5, snapshot.CreatedAtMs);
        statement.Bind(6, snapshot.Author);
        statement.Bind(7, snapshot.Message);
        return statement.TryRun();
    }

    private bool TryWrite(string sql, DocumentRecord document)
    {
        var statement = session.Get(sql);
        statement.Bind(1, document.Kind);
        statement.Bind(2, document.Id);
        statement.Bind(3, document.Scope);
        statement.Bind(4, document.Name);
        statement.Bind(5, document.Body.Span);
        return statement.TryRun();
    }
}
