using SQLitePCL;

namespace Venn.Storage.Catalog.Sqlite;

/// <summary>The one table from SQLite's result codes to exceptions.</summary>
internal static class SqliteErrors
{
    /// <summary>A unique key or primary key is taken: an expected outcome, not an error.</summary>
    public static bool IsTakenKey(sqlite3 db, int code) =>
        Primary(code) == raw.SQLITE_CONSTRAINT
        && raw.sqlite3_extended_errcode(db) is raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY
            or raw.SQLITE_CONSTRAINT_ROWID;

    public static Exception Create(sqlite3 db, int code, string path)
    {
        var said = raw.sqlite3_errmsg(db).utf8_to_string();
        return Create(code, said, path, inner: null);
    }

    public static Exception Create(int code, string said, string path, Exception? inner) => Primary(code) switch
    {
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new CatalogDamagedException(
            $"The catalog {path} is damaged ({said}). Restore it from a backup.", inner),
        raw.SQLITE_FULL => new DiskFullException($"The catalog {path} cannot grow: the disk is full ({said}). Free some space.", inner),
        raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM => new IOException(
            $"The catalog {path} cannot be read or written ({said}). Check the disk and the files' rights.", inner),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new IOException(
            $"The catalog {path} is locked by another program ({said}). Stop it and try again.", inner),
        raw.SQLITE_CONSTRAINT => new ArgumentException(
            $"The batch breaks a rule of the catalog {path} ({said}): it refers to what is not there.", inner),
        _ => new InvalidOperationException($"SQLite refused a statement on {path} with code {code} ({said}).", inner),
    };

    private static int Primary(int code) => code & 0xFF;
}
