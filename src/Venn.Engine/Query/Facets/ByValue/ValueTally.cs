using System.Runtime.InteropServices;
using System.Text;
using Venn.Engine.Query.Facets.Reading;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Facets.ByValue;

/// <summary>Counts by value, over any number of segments: where their dictionaries meet. One thread.</summary>
/// <param name="depth">See <see cref="Facet.Values.Depth"/>.</param>
/// <param name="budget">What different values are taken from.</param>
internal sealed class ValueTally(int? depth, DistinctBudget budget)
{
    private readonly Dictionary<byte[], long> texts = new(Utf8Comparer.Instance);
    private readonly Dictionary<long, long> times = [];
    private readonly Dictionary<long, long> integers = [];
    private readonly Dictionary<double, long> numbers = [];
    private readonly long[] booleans = new long[2];

    /// <summary>Rows with at least one value.</summary>
    public long RowsCount { get; set; }

    public long DistinctCount =>
        (long)texts.Count + times.Count + integers.Count + numbers.Count + booleans.Count(static count => count > 0);

    public void AddText(ReadOnlySpan<byte> text, long count)
    {
        if (depth is { } names)
        {
            text = PathDepth.Cut(text, names);
        }

        CollectionsMarshal.GetValueRefOrAddDefault(texts.GetAlternateLookup<ReadOnlySpan<byte>>(), text, out var isThere) += count;
        if (!isThere)
        {
            budget.Take();
        }
    }

    /// <summary>A value of any other kind, as columns hold it.</summary>
    public void Add(ColumnKind kind, long value, long count)
    {
        switch (kind)
        {
            case ColumnKind.Boolean:
                booleans[value] += count;
                return;
            case ColumnKind.Time:
                Add(times, value, count);
                break;
            case ColumnKind.Integer:
                Add(integers, value, count);
                break;
            case ColumnKind.Number when DoubleOrder.TryGetWhole(DoubleOrder.Decode(value), out var whole):
                Add(integers, whole, count);
                break;
            default:
                Add(numbers, DoubleOrder.Decode(value), count);
                break;
        }
    }

    public void Merge(ValueTally other)
    {
        RowsCount += other.RowsCount;
        foreach (var (text, count) in other.texts)
        {
            Add(texts, text, count);
        }

        Merge(times, other.times);
        Merge(integers, other.integers);
        Merge(numbers, other.numbers);
        booleans[0] += other.booleans[0];
        booleans[1] += other.booleans[1];
    }

    /// <summary>Every value, of row 0, in no order.</summary>
    public IEnumerable<(RowValue Value, long Count)> All() =>
        texts.Select(pair => (new RowValue(0, ColumnKind.Text, 0, pair.Key), pair.Value))
            .Concat(times.Select(pair => (new RowValue(0, ColumnKind.Time, pair.Key, []), pair.Value)))
            .Concat(integers.Select(pair => (new RowValue(0, ColumnKind.Integer, pair.Key, []), pair.Value)))
            .Concat(numbers.Select(pair => (new RowValue(0, ColumnKind.Number, DoubleOrder.Encode(pair.Key), []), pair.Value)))
            .Concat(booleans.Select((count, i) => (new RowValue(0, ColumnKind.Boolean, i, []), count)).Where(pair => pair.count > 0));

    /// <summary>The most frequent texts, ties by their bytes.</summary>
    public List<(byte[] Text, long Count)> TopTexts(int limit) =>
        [.. texts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, Utf8Order.Instance).Take(limit)
            .Select(pair => (pair.Key, pair.Value))];

    /// <param name="limit">Values told.</param>
    /// <param name="rowsCount">Rows looked at.</param>
    public FacetResult.Values ToResult(int limit, long rowsCount)
    {
        var all = new List<(long Count, FieldValue Value)>();
        for (var i = 0; i < booleans.Length; i++)
        {
            if (booleans[i] > 0)
            {
                all.Add((booleans[i], FieldValue.Of(i != 0)));
            }
        }

        all.AddRange(
            integers.Select(pair => (Order: (double)pair.Key, pair.Value, Field: FieldValue.Of(pair.Key)))
                .Concat(numbers.Select(pair => (Order: pair.Key, pair.Value, Field: FieldValue.Of(pair.Key))))
                .OrderBy(pair => pair.Order).ThenBy(pair => pair.Field.Integer)
                .Select(pair => (pair.Value, pair.Field)));
        var total = all.Sum(pair => pair.Count) + texts.Values.Sum() + times.Values.Sum();
        all.AddRange(TopTexts(limit)
            .Select(pair => (pair.Text, pair.Count))
            .Concat(times.Select(pair => (Text: Encoding.ASCII.GetBytes(IsoTime.Format(pair.Key)), Count: pair.Value)))
            .OrderBy(pair => pair.Text, Utf8Order.Instance)
            .Select(pair => (pair.Count, FieldValue.Of(Encoding.UTF8.GetString(pair.Text)))));

        // A stable sort: what was put in ascending stays so among equals.
        var told = all.OrderByDescending(pair => pair.Count).Take(limit).Select(pair => (pair.Value, pair.Count)).ToList();
        return new FacetResult.Values(told, DistinctCount, total - told.Sum(pair => pair.Count), rowsCount - RowsCount);
    }

    private void Add<TKey>(Dictionary<TKey, long> counts, TKey key, long count)
        where TKey : notnull
    {
        CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out var isThere) += count;
        if (!isThere)
        {
            budget.Take();
        }
    }

    private void Merge<TKey>(Dictionary<TKey, long> counts, Dictionary<TKey, long> other)
        where TKey : notnull
    {
        foreach (var (key, count) in other)
        {
            Add(counts, key, count);
        }
    }
}
