using System.Text;
using SQLitePCL;

namespace Venn.Storage.Catalog.Sqlite;

/// <summary>
/// A prepared statement over SQLite's own interface: parameters from 1 and columns from 0, without the boxing and the
/// byte arrays that ADO.NET asks for.
/// </summary>
/// <remarks><b>Threads</b>: one at a time, with its connection.</remarks>
internal sealed class SqliteStatement : IDisposable
{
    private const int TextBufferSizeBytes = 256;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;
    private readonly string _path;

    public SqliteStatement(sqlite3 db, string sql, string path)
    {
        _db = db;
        _path = path;
        var code = raw.sqlite3_prepare_v3(db, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement);
        if (code != raw.SQLITE_OK)
        {
            throw SqliteErrors.Create(db, code, path);
        }
    }

    public void Bind(int index, long value) => Check(raw.sqlite3_bind_int64(_statement, index, value));

    /// <exception cref="ArgumentException">The text holds half of a surrogate pair, and so has no UTF-8.</exception>
    public void Bind(int index, string? value)
    {
        if (value is null)
        {
            BindNull(index);
            return;
        }

        // By length, not to a terminating zero: a text may hold one.
        Span<byte> buffer = stackalloc byte[TextBufferSizeBytes];
        var utf8 = Utf8.TryGetBytes(value, buffer, out var length) ? buffer[..length] : Utf8.GetBytes(value);
        Check(raw.sqlite3_bind_text(_statement, index, utf8));
    }

    public void Bind(int index, ReadOnlySpan<byte> value) => Check(
        value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_statement, index, 0)
            : raw.sqlite3_bind_blob(_statement, index, value));

    public void BindNull(int index) => Check(raw.sqlite3_bind_null(_statement, index));

    /// <summary>True at a row, false at the end.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        return code == raw.SQLITE_ROW
            || (code == raw.SQLITE_DONE ? false : throw SqliteErrors.Create(_db, code, _path));
    }

    /// <summary>Runs a statement without rows to its end. False: a key is taken.</summary>
    public bool TryRun()
    {
        var code = raw.sqlite3_step(_statement);
        try
        {
            return code == raw.SQLITE_DONE
                || (SqliteErrors.IsTakenKey(_db, code) ? false : throw SqliteErrors.Create(_db, code, _path));
        }
        finally
        {
            Reset();
        }
    }

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public string Text(int column) => Utf8.GetString(raw.sqlite3_column_blob(_statement, column));

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Reset()
    {
        // The code repeats the failure of the last step, which was reported then.
        _ = raw.sqlite3_reset(_statement);
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw SqliteErrors.Create(_db, code, _path);
        }
    }
}
