using System.Numerics;
using System.Text;
using Venn.Bitmaps.Containers;
using Venn.Engine.Query.Facets.Reading;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Columns;
using Venn.Storage.Catalog;

namespace Venn.Engine.Query.Facets.ByValue;

/// <summary>
/// Which values stand on an item together: a pass that finds the most frequent ones, one that sets a bit a value for each
/// item, and a look at those bits. Memory: 8 or 16 bytes an item.
/// </summary>
internal sealed class TogetherCounter(Func<FieldRows> newReader, LineageSlots items, int limit, DistinctBudget budget) : FacetCounter(Relation.Annotations)
{
    private readonly ValuesCounter frequencies = new(Relation.Annotations, newReader, depth: null, budget);
    private readonly int wordCount = (limit + 63) / 64;
    private List<byte[]> texts = [];
    private ulong[]? bits;

    public override FacetWorker NewWorker() =>
        bits is null ? frequencies.NewWorker() : new Worker(this, newReader());

    public override bool FinishPass(IEnumerable<FacetWorker> workers)
    {
        if (bits is not null)
        {
            return false;
        }

        frequencies.FinishPass(workers);
        texts = [.. frequencies.Tally.TopTexts(limit).Select(top => top.Text)];
        bits = new ulong[(long)items.Count * wordCount];
        return texts.Count > 0;
    }

    public FacetResult.Together ToResult()
    {
        var single = new long[texts.Count];
        var pairs = new long[texts.Count * texts.Count];
        Span<int> here = stackalloc int[Facet.Together.LimitMax];
        for (var slot = 0; slot < items.Count; slot++)
        {
            var count = 0;
            for (var w = 0; w < wordCount; w++)
            {
                for (var word = bits![(slot * wordCount) + w]; word != 0; word &= word - 1)
                {
                    here[count++] = (w << 6) + BitOperations.TrailingZeroCount(word);
                }
            }

            for (var i = 0; i < count; i++)
            {
                single[here[i]]++;
                for (var j = i + 1; j < count; j++)
                {
                    pairs[(here[i] * texts.Count) + here[j]]++;
                }
            }
        }

        return new FacetResult.Together(
            [.. texts.Select((text, i) => (Encoding.UTF8.GetString(text), single[i]))],
            [.. Enumerable.Range(0, pairs.Length).Where(at => pairs[at] > 0)
                .Select(at => (First: at / texts.Count, Second: at % texts.Count, Count: pairs[at]))
                .OrderByDescending(pair => pair.Count)]);
    }

    private void Mark(long item, int value)
    {
        var slot = items.Find(item);
        if (slot >= 0)
        {
            Interlocked.Or(ref bits![(slot * wordCount) + (value >> 6)], 1UL << value);
        }
    }

    private sealed class Worker(TogetherCounter owner, FieldRows rows) : FacetWorker
    {
        private readonly Dictionary<byte[], int> places = owner.texts
            .Select((text, i) => (text, i)).ToDictionary(pair => pair.text, pair => pair.i, Utf8Comparer.Instance);

        private readonly long[] codes = new long[65_536];
        private readonly ulong[] present = new ulong[RowBits.WordCount];
        private readonly long[] lineages = new long[65_536];
        private readonly ulong[] ignored = new ulong[RowBits.WordCount];

        public override void Visit(int index, Segment segment, Container members)
        {
            rows.Enter(segment, members);
            segment.Items!.ReadFirst(lineages, ignored);
            if (rows[ColumnKind.Text] is { } column)
            {
                MarkSingle(column);
            }

            foreach (var value in rows.Several)
            {
                if (value.Kind == ColumnKind.Text && places.TryGetValue(value.Text, out var place))
                {
                    owner.Mark(lineages[value.Row], place);
                }
            }
        }

        private void MarkSingle(Column column)
        {
            var dictionary = column.Dictionary!;
            var byCode = new short[dictionary.Count];
            byCode.AsSpan().Fill(-1);
            foreach (var (text, place) in places)
            {
                if (dictionary.Find(text) is >= 0 and var code && code < byCode.Length)
                {
                    byCode[code] = (short)place;
                }
            }

            present.AsSpan().Clear();
            column.ReadFirst(codes, present);
            var single = rows.Single;
            for (var w = 0; w < single.Length; w++)
            {
                for (var word = single[w] & present[w]; word != 0; word &= word - 1)
                {
                    var row = (w << 6) + BitOperations.TrailingZeroCount(word);
                    if (byCode[codes[row]] is >= 0 and var place)
                    {
                        owner.Mark(lineages[row], place);
                    }
                }
            }
        }
    }
}
