using System.IO.Hashing;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Segments.Tail;

/// <summary>
/// A dictionary that grows, codes in the order of arrival. Threads: one writer; readers use codes and counts they got
/// through something published after the text was added.
/// </summary>
/// <param name="isDistinct">Whether equal texts share a code; otherwise every text gets its own, with no hashing.</param>
internal sealed class TailDictionary(bool isDistinct) : TextDictionary
{
    /// <summary>Bytes of text one dictionary holds; further texts are left to the bodies.</summary>
    public const int SizeLimitBytes = 512 << 20;

    private byte[] bytes = new byte[256];
    private int[] ends = new int[16];
    private int count;
    private HashTable? table = isDistinct ? new HashTable(64) : null;

    public override int Count => Volatile.Read(ref count);

    public override bool IsSorted => false;

    public override bool IsPerRow => !isDistinct;

    public override ReadOnlySpan<byte> Get(int code, Span<byte> scratch)
    {
        var seen = Volatile.Read(ref ends);
        var start = code == 0 ? 0 : seen[code - 1];
        return Volatile.Read(ref bytes).AsSpan(start, seen[code] - start);
    }

    public override int Find(ReadOnlySpan<byte> text)
    {
        if (Volatile.Read(ref table) is not { } seen)
        {
            return Unknown;
        }

        return Find(seen, XxHash3.HashToUInt64(text), text);
    }

    /// <summary>The code of the text, added if it is new; -1 when the dictionary is full.</summary>
    public int Add(ReadOnlySpan<byte> text)
    {
        var hash = 0UL;
        if (table is not null)
        {
            // Neighbouring rows often repeat a value.
            if (count > 0 && Get(count - 1, default).SequenceEqual(text))
            {
                return count - 1;
            }

            hash = XxHash3.HashToUInt64(text);
            var found = Find(table, hash, text);
            if (found >= 0)
            {
                return found;
            }
        }

        var start = count == 0 ? 0 : ends[count - 1];
        if (text.Length > SizeLimitBytes - start)
        {
            return -1;
        }

        if (start + text.Length > bytes.Length)
        {
            var larger = new byte[Math.Max(bytes.Length * 2, start + text.Length)];
            bytes.AsSpan(0, start).CopyTo(larger);
            Volatile.Write(ref bytes, larger);
        }

        if (count == ends.Length)
        {
            var larger = new int[count * 2];
            ends.CopyTo(larger, 0);
            Volatile.Write(ref ends, larger);
        }

        text.CopyTo(bytes.AsSpan(start));
        ends[count] = start + text.Length;
        if (table is not null)
        {
            if (count == table.Capacity)
            {
                Volatile.Write(ref table, table.Grow());
            }

            table.Add(hash, count);
        }

        Volatile.Write(ref count, count + 1);
        return count - 1;
    }

    private int Find(HashTable seen, ulong hash, ReadOnlySpan<byte> text)
    {
        for (var entry = seen.First(hash); entry >= 0; entry = seen.Next(entry))
        {
            if (seen.Hash(entry) == hash && Get(entry, default).SequenceEqual(text))
            {
                return entry;
            }
        }

        return -1;
    }
}
