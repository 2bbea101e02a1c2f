using SQLitePCL;

namespace Venn.Storage.Catalog.Sqlite;

/// <summary>
/// Moves the write-ahead log into the database on the writer's thread, after the waiters of a commit have been
/// answered, so that no commit waits for it unless it comes just then.
/// </summary>
internal sealed class SqliteCheckpointer(SqliteSession session)
{
    /// <summary>Pages written to the log between checkpoints: 16 MiB at 4 KiB a page.</summary>
    public const int PagesBetween = 4096;

    /// <summary>A log longer than this makes the writer wait for readers, so that it starts at the front again.</summary>
    public const long LogSizeBytesLimit = 64 << 20;

    /// <summary>How long the writer waits for readers to let go of a long log, once in <see cref="PagesBetween"/>.</summary>
    public const int WaitMaxMs = 100;

    private long _pagesAtLast;

    public void AfterCommit()
    {
        var pages = ReadPagesWritten();
        if (pages - _pagesAtLast < PagesBetween)
        {
            return;
        }

        _pagesAtLast = pages;
        Checkpoint(IsLogLong() ? raw.SQLITE_CHECKPOINT_TRUNCATE : raw.SQLITE_CHECKPOINT_PASSIVE);
    }

    /// <summary>Empties the log, so that the database file is whole by itself.</summary>
    public void Finish() => Checkpoint(raw.SQLITE_CHECKPOINT_TRUNCATE);

    private void Checkpoint(int mode)
    {
        // A failure (readers in the way, a full disk) loses nothing: the log stays, and the next attempt comes.
        _ = raw.sqlite3_busy_timeout(session.Db, WaitMaxMs);
        _ = raw.sqlite3_wal_checkpoint_v2(session.Db, "main", mode, out _, out _);
        _ = raw.sqlite3_busy_timeout(session.Db, SqliteSession.BusyTimeoutMs);
    }

    private long ReadPagesWritten()
    {
        _ = raw.sqlite3_db_status(session.Db, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var current, out _, 0);
        return current;
    }

    private bool IsLogLong()
    {
        var log = new FileInfo(session.Path + "-wal");
        return log.Exists && log.Length > LogSizeBytesLimit;
    }
}
