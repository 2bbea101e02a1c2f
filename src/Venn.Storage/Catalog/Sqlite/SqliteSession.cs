using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Venn.Storage.Catalog.Sqlite;

/// <summary>A connection and the statements prepared on it, each once.</summary>
/// <remarks><b>Threads</b>: one at a time.</remarks>
internal sealed class SqliteSession : IDisposable
{
    /// <summary>How long a statement waits for another program (a backup) to let go of the file.</summary>
    public const int BusyTimeoutMs = 5_000;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = [];

    private SqliteSession(SqliteConnection connection, string path)
    {
        _connection = connection;
        Path = path;
    }

    public string Path { get; }

    public sqlite3 Db => _connection.Handle!;

    /// <exception cref="CatalogDamagedException">The file is no catalog.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static SqliteSession Open(string path, SqliteOpenMode mode, params ReadOnlySpan<string> pragmas)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Cache = SqliteCacheMode.Private,
            Pooling = false,
        }.ToString());
        var session = new SqliteSession(connection, path);
        try
        {
            connection.Open();
            _ = raw.sqlite3_extended_result_codes(session.Db, 1);
            _ = raw.sqlite3_busy_timeout(session.Db, BusyTimeoutMs);
            foreach (var pragma in pragmas)
            {
                session.Execute(pragma);
            }

            return session;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw SqliteErrors.Create(e.SqliteErrorCode, e.Message, path, e);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The statement of a text, reset; prepared at its first use.</summary>
    public SqliteStatement Get(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = new SqliteStatement(Db, sql, Path);
            _statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>Runs one or many statements whose rows do not matter.</summary>
    public void Execute(string sql)
    {
        var code = raw.sqlite3_exec(Db, sql);
        if (code != raw.SQLITE_OK)
        {
            throw SqliteErrors.Create(Db, code, Path);
        }
    }

    /// <summary>The first column of the first row; 0 when there is none.</summary>
    public long ReadInt64(string sql)
    {
        using var statement = new SqliteStatement(Db, sql, Path);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }
}
