using System.Collections.Concurrent;

namespace Venn.Storage.Blobs;

/// <summary>
/// When each binary was last put by this process, and which holds are open: what collection must leave alone, for the
/// commit that will name it may be on its way. Threads: safe.
/// </summary>
/// <remarks>
/// Bounded: past <see cref="CountMax"/> everything is forgotten at once, and any binary counts as put just then. That
/// keeps more than is needed for a while, never less.
/// </remarks>
internal sealed class RecentPuts(TimeProvider clock)
{
    /// <summary>Binaries remembered one by one: some 25 MB.</summary>
    public const int CountMax = 262_144;

    private readonly ConcurrentDictionary<ContentHash, DateTimeOffset> _puts = new();
    private readonly Lock _gate = new();
    private readonly SortedSet<(DateTimeOffset Since, long Id)> _holds = [];
    private DateTimeOffset _allUntil = DateTimeOffset.MinValue;
    private long _lastHold;

    public void Add(ContentHash hash)
    {
        var now = clock.GetUtcNow();
        _puts[hash] = now;
        if (_puts.Count > CountMax)
        {
            lock (_gate)
            {
                _allUntil = now;
                _puts.Clear();
            }
        }
    }

    public IDisposable Hold()
    {
        lock (_gate)
        {
            var key = (clock.GetUtcNow(), ++_lastHold);
            _holds.Add(key);
            return new Held(this, key);
        }
    }

    /// <summary>Whether a binary was put, as far as is known, long enough ago and before every open hold.</summary>
    public bool IsOld(ContentHash hash, TimeSpan minAge)
    {
        lock (_gate)
        {
            var put = _puts.TryGetValue(hash, out var at) && at > _allUntil ? at : _allUntil;
            return put == DateTimeOffset.MinValue
                || (clock.GetUtcNow() - put >= minAge && (_holds.Count == 0 || put < _holds.Min.Since));
        }
    }

    public void Remove(ContentHash hash) => _puts.TryRemove(hash, out _);

    private sealed class Held(RecentPuts puts, (DateTimeOffset, long) key) : IDisposable
    {
        public void Dispose()
        {
            lock (puts._gate)
            {
                puts._holds.Remove(key);
            }
        }
    }
}
