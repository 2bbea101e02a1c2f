using System.Runtime.InteropServices;

namespace Venn.Engine.Query.Evaluation;

/// <summary>
/// Counts annotations by their item: a byte an item where item lineages lie close, else a hash table. Threads: safe.
/// </summary>
internal sealed class AnnotationCountsBuilder
{
    /// <summary>Bytes spent per annotation at most.</summary>
    private const long CellsPerAnnotationLimit = 16;

    private readonly Lock changing = new();
    private readonly Dictionary<long, int> others;
    private readonly long cellLimit;
    private byte[]? dense;
    private long min;

    /// <param name="annotationCount">How many are going to be added.</param>
    public AnnotationCountsBuilder(long annotationCount)
    {
        cellLimit = annotationCount * CellsPerAnnotationLimit;
        dense = [];
        others = [];
    }

    /// <summary>Goes on from counts that were made.</summary>
    public AnnotationCountsBuilder(byte[] dense, Dictionary<long, int> others, long min)
    {
        (this.dense, this.others, this.min) = (dense, others, min);
        cellLimit = long.MaxValue;
    }

    /// <param name="items">The item lineage of each annotation.</param>
    public void Add(ReadOnlySpan<long> items)
    {
        if (items.IsEmpty)
        {
            return;
        }

        var (low, high) = (items[0], items[0]);
        foreach (var item in items)
        {
            (low, high) = (Math.Min(low, item), Math.Max(high, item));
        }

        lock (changing)
        {
            MakeRoom(low, high);
            foreach (var item in items)
            {
                if (dense is null)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(others, item, out _)++;
                }
                else if (dense[item - min] < AnnotationCounts.Many - 1)
                {
                    dense[item - min]++;
                }
                else
                {
                    dense[item - min] = AnnotationCounts.Many;
                    ref var many = ref CollectionsMarshal.GetValueRefOrAddDefault(others, item, out var isThere);
                    many = isThere ? many + 1 : AnnotationCounts.Many;
                }
            }
        }
    }

    /// <param name="items">The item lineage of each annotation; all were added.</param>
    public void Remove(ReadOnlySpan<long> items)
    {
        lock (changing)
        {
            foreach (var item in items)
            {
                if (dense is not null && dense[item - min] < AnnotationCounts.Many)
                {
                    dense[item - min]--;
                }
                else if (--CollectionsMarshal.GetValueRefOrAddDefault(others, item, out _) < AnnotationCounts.Many && dense is not null)
                {
                    dense[item - min] = AnnotationCounts.Many - 1;
                    others.Remove(item);
                }
            }
        }
    }

    /// <returns>Null for <c>Dense</c> when every count is in <c>Others</c>; else those that a byte cannot tell.</returns>
    public (byte[]? Dense, Dictionary<long, int> Others, long Min) Build()
    {
        if (dense is not null && dense.AsSpan().LastIndexOfAnyExcept((byte)0) + 1 is var length && length < dense.Length)
        {
            Array.Resize(ref dense, length);
        }

        return (dense, others, min);
    }

    private void MakeRoom(long low, long high)
    {
        if (dense is null)
        {
            return;
        }

        if (dense.Length > 0)
        {
            (low, high) = (Math.Min(low, min), Math.Max(high, min + dense.Length - 1));
        }

        var length = high - low + 1;
        if (length == dense.Length)
        {
            return;
        }

        if (length <= 0 || length > Math.Min(cellLimit, Array.MaxLength))
        {
            MoveToOthers();
            return;
        }

        // Room for as much again, so that a set that comes in order is not copied at each step.
        var larger = new byte[Math.Max(length, Math.Min(2 * length, Math.Min(cellLimit, Array.MaxLength)))];
        dense.CopyTo(larger, dense.Length > 0 ? min - low : 0);
        (dense, min) = (larger, low);
    }

    private void MoveToOthers()
    {
        for (var i = 0; i < dense!.Length; i++)
        {
            if (dense[i] is > 0 and < AnnotationCounts.Many)
            {
                others.Add(min + i, dense[i]);
            }
        }

        dense = null;
    }
}
