using System.Numerics;
using System.Runtime.CompilerServices;
using Venn.Bitmaps;
using Venn.Bitmaps.Containers;
using Venn.Engine.Query.Evaluation;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Columns;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Query.Sorting;

/// <summary>
/// Finds the first rows of an order without ordering the rest: once so many are found as are wanted, the last of them is a
/// bound, and a scan of the column passes over what lies beyond it. One thread.
/// </summary>
/// <remarks>What runs for each row is optimized at once: the first pages of a process are over before the runtime would do it.</remarks>
internal sealed class TopRows
{
    private readonly PriorityQueue<TopRow, TopRow> last;
    private readonly FieldReader[] fields;
    private readonly IReadOnlyList<SortField> sort;
    private readonly RowOrder order;
    private readonly int wanted;
    private readonly ulong[] rows = new ulong[RowBits.WordCount];
    private readonly ulong[] candidates = new ulong[RowBits.WordCount];
    private readonly ushort[] chunk = new ushort[FieldReader.ChunkRows];

    private TopRows(
        StateSelection selection, Relation relation, IReadOnlyList<MaskDefinition> masks, IReadOnlyList<SortField> sort, int wanted)
    {
        this.sort = sort;
        this.wanted = wanted;
        order = new RowOrder(sort);
        last = new(Comparer<TopRow>.Create((x, y) => order.Compare(y, x)));
        fields = [.. sort.Select(field => new FieldReader(selection, relation, masks, field.Field))];
    }

    /// <summary>At most so many rows as are wanted, in order.</summary>
    public static SortedResult Find(
        StateSelection selection, Relation relation, IReadOnlyList<MaskDefinition> masks, RoaringBitmap set,
        IReadOnlyList<SortField> sort, int wanted)
    {
        // To compare a row costs many times what it costs to scan one.
        const int ScannedPerCompared = 16;
        var workers = ContainerWalk.Run(
            selection.Store(relation), set,
            selection.Options with { RowsPerThread = Math.Max(1, selection.Options.RowsPerThread / ScannedPerCompared) },
            () => new TopRows(selection, relation, masks, sort, wanted),
            static (worker, _, segment, members) => worker.Visit(segment, members),
            selection.CancellationToken);
        var found = workers.SelectMany(worker => worker.last.UnorderedItems.Select(entry => entry.Element)).ToList();
        found.Sort(new RowOrder(sort));
        if (found.Count > wanted)
        {
            found.RemoveRange(wanted, found.Count - wanted);
        }

        return new SortedResult([.. found.Select(row => row.Number)], [.. found.Select(row => row.Lineage)]);
    }

    private void Visit(Segment segment, Container members)
    {
        foreach (var field in fields)
        {
            field.Enter(segment, members);
        }

        members.CopyToWords(rows);
        var rowEnd = segment.RowEnd;
        for (var from = 0; from < rowEnd;)
        {
            from = VisitFrom(segment, from, rowEnd);
        }
    }

    // Goes on until the bound has moved so much that another scan of the column pays; returns the row to go on from.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int VisitFrom(Segment segment, int from, int rowEnd)
    {
        var wordCount = (rowEnd + 63) / 64;
        rows.AsSpan(0, from >> 6).Clear();
        rows[from >> 6] &= ulong.MaxValue << from;
        var words = candidates.AsSpan(0, wordCount);
        var isBounded = last.Count == wanted;
        if (isBounded && fields.Length > 0)
        {
            words.Clear();
            fields[0].MarkUpTo(last.Peek().Keys[0], sort[0].Descending, rows.AsSpan(0, wordCount), words);
        }
        else
        {
            rows.AsSpan(0, wordCount).CopyTo(words);
        }

        var (added, count) = (0, 0);
        for (var w = from >> 6; w < wordCount; w++)
        {
            for (var word = words[w]; word != 0; word &= word - 1)
            {
                chunk[count++] = (ushort)((w << 6) + BitOperations.TrailingZeroCount(word));
                if (count < chunk.Length)
                {
                    continue;
                }

                added += Offer(segment, chunk);
                count = 0;
                if ((!isBounded && last.Count == wanted) || added > wanted)
                {
                    return chunk[^1] + 1;
                }
            }
        }

        Offer(segment, chunk.AsSpan(0, count));
        return rowEnd;
    }

    /// <returns>How many of the rows were added.</returns>
    private int Offer(Segment segment, ReadOnlySpan<ushort> offered)
    {
        if (fields.Length > 0)
        {
            fields[0].ReadAhead(offered);
        }

        var added = 0;
        for (var i = 0; i < offered.Length; i++)
        {
            added += Offer(segment, offered[i], i) ? 1 : 0;
        }

        return added;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Offer(Segment segment, int row, int ahead)
    {
        var isFull = last.Count == wanted;
        if (isFull && IsBeyondLast(segment, row, ahead))
        {
            return false;
        }

        var offered = new TopRow(Array.ConvertAll(fields, field => field.Get(row)), segment.GetLineage(row), segment.Number.At(row).Value);
        if (isFull)
        {
            last.EnqueueDequeue(offered, offered);
        }
        else
        {
            last.Enqueue(offered, offered);
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool IsBeyondLast(Segment segment, int row, int ahead)
    {
        var bound = last.Peek();
        for (var i = 0; i < fields.Length; i++)
        {
            var compared = fields[i].Compare(row, i == 0 ? ahead : -1, bound.Keys[i]);
            if (compared != 0)
            {
                return compared > 0 != sort[i].Descending;
            }
        }

        return segment.GetLineage(row) > bound.Lineage;
    }
}
