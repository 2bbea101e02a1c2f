using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Venn.Engine.Versions.Proving;

/// <summary>
/// Some byte strings, put in the order of their bytes; of two of which one begins with the other the shorter comes first. They
/// are digests, or begin with one, so that their first eight bytes tell nearly all of them apart. One thread: memory is kept from use to use.
/// </summary>
internal sealed class ByteSorter
{
    private const int HeadBytes = sizeof(ulong);

    /// <summary>Up to so many are put in their places one by one: most items have a handful of annotations.</summary>
    private const int FewCount = 24;

    private byte[] bytes = new byte[1024];
    private int[] ends = new int[FewCount];
    private ulong[] heads = new ulong[FewCount];
    private int[] order = new int[FewCount];

    public int Count { get; private set; }

    /// <summary>Of all of them.</summary>
    public int LengthBytes => Count == 0 ? 0 : ends[Count - 1];

    public void Clear() => Count = 0;

    /// <summary>The next string, to be written before anything else is asked for.</summary>
    /// <param name="length">At least 8 bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Span<byte> Add(int length)
    {
        var start = LengthBytes;
        var end = checked(start + length);
        if (end > bytes.Length)
        {
            Array.Resize(ref bytes, (int)Math.Min(Array.MaxLength, Math.Max(end, bytes.Length * 2L)));
        }

        if (Count == ends.Length)
        {
            Array.Resize(ref ends, Count * 2);
        }

        ends[Count++] = end;
        return bytes.AsSpan(start, length);
    }

    /// <summary>All of them, sorted, one behind the other.</summary>
    /// <param name="destination">At least as long as all of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void CopySorted(Span<byte> destination)
    {
        if (heads.Length < Count)
        {
            (heads, order) = (new ulong[ends.Length], new int[ends.Length]);
        }

        for (var i = 0; i < Count; i++)
        {
            heads[i] = BinaryPrimitives.ReadUInt64BigEndian(At(i));
            order[i] = i;
        }

        if (Count > FewCount)
        {
            heads.AsSpan(0, Count).Sort(order.AsSpan(0, Count));
        }
        else
        {
            SortFew();
        }

        SortEqualHeads();
        foreach (var index in order.AsSpan(0, Count))
        {
            var one = At(index);
            one.CopyTo(destination);
            destination = destination[one.Length..];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> At(int index)
    {
        var start = index == 0 ? 0 : ends[index - 1];
        return bytes.AsSpan(start, ends[index] - start);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SortFew()
    {
        for (var i = 1; i < Count; i++)
        {
            var (head, index) = (heads[i], order[i]);
            var j = i - 1;
            for (; j >= 0 && heads[j] > head; j--)
            {
                (heads[j + 1], order[j + 1]) = (heads[j], order[j]);
            }

            (heads[j + 1], order[j + 1]) = (head, index);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SortEqualHeads()
    {
        for (var from = 0; from + 1 < Count;)
        {
            var end = from + 1;
            while (end < Count && heads[end] == heads[from])
            {
                end++;
            }

            if (end > from + 1)
            {
                order.AsSpan(from..end).Sort((a, b) => At(a)[HeadBytes..].SequenceCompareTo(At(b)[HeadBytes..]));
            }

            from = end;
        }
    }
}
