using System.Collections.Immutable;
using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Columns;
using Venn.Storage.Catalog;

namespace Venn.Engine.Query.Evaluation;

/// <summary>One segment under evaluation: its rows, the masks over them, and scratch words. One thread.</summary>
internal sealed class SegmentScope(
    ImmutableArray<RoaringBitmap> masks, Func<Relation, RevisionNumber, ReadOnlyMemory<byte>> readBody, Relation relation,
    CancellationToken cancellationToken)
{
    private readonly Stack<ulong[]> free = new();

    public Segment Segment { get; private set; } = null!;

    public int WordCount { get; private set; }

    public CancellationToken CancellationToken { get; } = cancellationToken;

    public long BodiesReadCount { get; private set; }

    public void Enter(Segment segment)
    {
        Segment = segment;
        WordCount = (segment.RowEnd + 63) / 64;
    }

    public ulong[] Rent()
    {
        if (free.TryPop(out var words))
        {
            words.AsSpan(0, WordCount).Clear();
            return words;
        }

        return new ulong[RowBits.WordCount];
    }

    public void Return(ulong[] words) => free.Push(words);

    /// <summary>Ors in the rows of the segment that some of these masks cover.</summary>
    public bool MarkMasked(ReadOnlySpan<int> maskIndices, Span<ulong> words)
    {
        var any = false;
        Span<ulong> mask = stackalloc ulong[0];
        foreach (var index in maskIndices)
        {
            if (masks[index].FindContainer((ulong)Segment.Number.Value) is { } container)
            {
                if (mask.IsEmpty)
                {
                    mask = new ulong[RowBits.WordCount];
                }

                container.CopyToWords(mask);
                RowBits.Or(words, mask[..words.Length]);
                any = true;
            }
        }

        return any;
    }

    public bool IsMasked(int maskIndex, int row) =>
        masks[maskIndex].Contains((ulong)Segment.Number.At(row).Value);

    public ReadOnlyMemory<byte> ReadBody(int row)
    {
        BodiesReadCount++;
        return readBody(relation, Segment.Number.At(row));
    }
}
