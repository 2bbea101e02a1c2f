using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Venn.Storage.Catalog.Sqlite;

/// <summary>Read-only connections: one for each read under way, kept for the next.</summary>
/// <remarks><b>Threads</b>: safe. Readers never wait for each other or for the writer.</remarks>
internal sealed class SqliteReaderPool(string path) : IDisposable
{
    /// <summary>Idle connections kept; those beyond are closed.</summary>
    public const int IdleLimit = 16;

    private readonly ConcurrentStack<SqliteSession> _idle = new();
    private volatile bool _isDisposed;

    public SqliteSession Rent()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(SqliteCatalog));
        return _idle.TryPop(out var session)
            ? session
            : SqliteSession.Open(path, SqliteOpenMode.ReadOnly, "PRAGMA cache_size = -4096");
    }

    public void Return(SqliteSession session)
    {
        if (_isDisposed || _idle.Count >= IdleLimit)
        {
            session.Dispose();
            return;
        }

        _idle.Push(session);
        if (_isDisposed)
        {
            Drain();
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        Drain();
    }

    private void Drain()
    {
        while (_idle.TryPop(out var session))
        {
            session.Dispose();
        }
    }
}
