namespace Venn.Server.Hosting;

/// <summary>
/// A lock for each key, there while someone holds or awaits it. Keys never share a lock, so that holding one while taking
/// another cannot wait for itself. Threads: safe.
/// </summary>
internal sealed class KeyedLocks<TKey>
    where TKey : notnull
{
    private readonly Dictionary<TKey, Entry> entries = [];

    public async Task<IDisposable> TakeAsync(TKey key)
    {
        Entry? entry;
        lock (entries)
        {
            if (!entries.TryGetValue(key, out entry))
            {
                entries[key] = entry = new Entry();
            }

            entry.UserCount++;
        }

        await entry.Semaphore.WaitAsync();
        return new Held(this, key, entry);
    }

    private void Release(TKey key, Entry entry)
    {
        entry.Semaphore.Release();
        lock (entries)
        {
            if (--entry.UserCount == 0)
            {
                entries.Remove(key);
                entry.Semaphore.Dispose();
            }
        }
    }

    private sealed class Entry
    {
        public SemaphoreSlim Semaphore { get; } = new(1);

        public int UserCount { get; set; }
    }

    private sealed class Held(KeyedLocks<TKey> locks, TKey key, Entry entry) : IDisposable
    {
        private Entry? entry = entry;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref entry, null) is { } held)
            {
                locks.Release(key, held);
            }
        }
    }
}
