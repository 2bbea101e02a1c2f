using System.Diagnostics.CodeAnalysis;

namespace Venn.Engine.Query;

/// <summary>Keeps what was used last within a bound of bytes. Threads: safe; a value may be made twice, never seen half made.</summary>
/// <param name="limitBytes">Of keys and values together.</param>
/// <param name="measureKey">Bytes of a key; null when they are nothing beside the values.</param>
internal sealed class BoundedCache<TKey, TValue>(long limitBytes, Func<TKey, long>? measureKey = null)
    where TKey : notnull
{
    private readonly Lock changing = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value, long SizeBytes)>> byKey = [];
    private readonly LinkedList<(TKey Key, TValue Value, long SizeBytes)> order = new();
    private long sizeBytes;

    /// <summary>Bytes of what is kept now.</summary>
    public long SizeBytes => Volatile.Read(ref sizeBytes);

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (changing)
        {
            if (byKey.TryGetValue(key, out var node))
            {
                order.Remove(node);
                order.AddFirst(node);
                value = node.Value.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    public TValue GetOrAdd(TKey key, Func<TValue> make, Func<TValue, long> measure)
    {
        if (TryGet(key, out var kept))
        {
            return kept;
        }

        var value = make();
        Add(key, value, measure(value) + (measureKey?.Invoke(key) ?? 0));
        return value;
    }

    public void Clear()
    {
        lock (changing)
        {
            byKey.Clear();
            order.Clear();
            sizeBytes = 0;
        }
    }

    private void Add(TKey key, TValue value, long size)
    {
        if (size > limitBytes / 2)
        {
            return;
        }

        lock (changing)
        {
            if (byKey.ContainsKey(key))
            {
                return;
            }

            byKey.Add(key, order.AddFirst((key, value, size)));
            sizeBytes += size;
            while (sizeBytes > limitBytes && order.Last is { } last)
            {
                order.RemoveLast();
                byKey.Remove(last.Value.Key);
                sizeBytes -= last.Value.SizeBytes;
            }
        }
    }
}
