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

    /// <summary>
    /// A log longer than this makes the writer wait for readers, so that it starts at the front again.
    /// </summary>
    public const long LogSizeBytesLimit = 64 << 20;

    /// <summary>
    /// How long the writer waits for readers to let go of a long log, once in <see cref="PagesBetween"/>.
    /// </summary>
    public const int WaitMaxMs = 100;

    /// <summary>Pages after which a checkpoint that could not be finished is tried again.</summary>
    public const int PagesUntilRetry = 256;

    /// <summary>Free pages given back at once: 40 MiB, which other writers wait for.</summary>
    public const int VacuumPagesMax = 10_240;

    private const int IncrementalVacuum = 2;

    private long _pagesAtNext = PagesBetween;

    /// <summary>After each group of transactions, whether it was committed or not.</summary>
    public void AfterGroup(bool isCommitted)
    {
        var pages = ReadPagesWritten();

        // A full disk refuses the growing log, and may still take its pages into the database.
        if (pages < _pagesAtNext && isCommitted)
        {
            return;
        }

        var isLong = IsLogLong();
        var isEmptied = Checkpoint(isLong ? raw.SQLITE_CHECKPOINT_TRUNCATE : raw.SQLITE_CHECKPOINT_PASSIVE);

        // Waiting for readers of a long log has its price: not again soon.
        _pagesAtNext = pages + (isEmptied || isLong ? PagesBetween : PagesUntilRetry);
    }

    /// <summary>Gives free pages back, or writes the whole database anew; then empties the log.</summary>
    /// <returns>False when the log could not be emptied: a reader was in the way.</returns>
    public bool Compact(bool whole)
    {
        // A database made before pages could be given back is written anew once: from then on it can.
        if (whole || session.ReadInt64("PRAGMA auto_vacuum") != IncrementalVacuum)
        {
            // The copy goes through a file: a large catalog has no place in memory.
            session.Execute("PRAGMA temp_store = FILE");
            session.Execute("PRAGMA auto_vacuum = INCREMENTAL");
            session.Execute("VACUUM");
            session.Execute("PRAGMA temp_store = MEMORY");
        }
        else
        {
            session.Execute($"PRAGMA incremental_vacuum({VacuumPagesMax})");
        }

        var isEmptied = Checkpoint(raw.SQLITE_CHECKPOINT_TRUNCATE);
        _pagesAtNext = ReadPagesWritten() + PagesBetween;
        return isEmptied;
    }

    /// <summary>Empties the log, so that the database file is whole by itself.</summary>
    public void Finish() => Checkpoint(raw.SQLITE_CHECKPOINT_TRUNCATE);

    /// <summary>False when readers or a full disk were in the way: nothing is lost then, the log stays.</summary>
    private bool Checkpoint(int mode)
    {
        _ = raw.sqlite3_busy_timeout(session.Db, WaitMaxMs);
        var code = raw.sqlite3_wal_checkpoint_v2(session.Db, "main", mode, out var logged, out var moved);
        _ = raw.sqlite3_busy_timeout(session.Db, SqliteSession.BusyTimeoutMs);
        return code == raw.SQLITE_OK && logged == moved;
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
