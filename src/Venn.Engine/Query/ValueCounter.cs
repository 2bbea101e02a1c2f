using System.Numerics;
using System.Text;
using Venn.Bitmaps;
using Venn.Bitmaps.Containers;
using Venn.Engine.Query.Evaluation;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Columns;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Query;

/// <summary>Counts rows by the values of a field: a row once for each different value it holds. Works on several threads.</summary>
internal sealed class ValueCounter(StateSelection selection, Relation relation, IReadOnlyList<MaskDefinition> masks, FieldPath field)
{
    private readonly Dictionary<FieldValue, long> counts = [];

    /// <summary>Most first; equal counts in the order of their texts.</summary>
    public IReadOnlyList<(FieldValue Value, long Count)> Count(RoaringBitmap set)
    {
        if (field.Equals(FieldPath.AnnotationsCount))
        {
            CountAnnotations(set);
        }
        else
        {
            CountColumns(set);
        }

        return [.. counts.Select(pair => (pair.Key, pair.Value))
            .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.ToString(), StringComparer.Ordinal)];
    }

    private void CountAnnotations(RoaringBitmap set)
    {
        if (relation != Relation.Items)
        {
            return;
        }

        var byLineage = selection.CountAnnotations();
        var lineages = new long[set.Cardinality];
        selection.Store(relation).ReadLineages(set, lineages);
        foreach (var lineage in lineages)
        {
            Add(FieldValue.Of((long)byLineage[lineage]), 1);
        }
    }

    private void CountColumns(RoaringBitmap set)
    {
        var workers = ContainerWalk.Run(
            selection.Store(relation), set, selection.Options,
            () => (Counter: new ValueCounter(selection, relation, masks, field), Values: new FirstValues(selection, relation, masks, field)),
            static (worker, _, segment, members) => worker.Counter.CountSegment(worker.Values, segment, members),
            selection.CancellationToken);
        foreach (var (value, count) in workers.SelectMany(worker => worker.Counter.counts))
        {
            Add(value, count);
        }
    }

    private void CountSegment(FirstValues values, Segment segment, Container members)
    {
        var columns = values.Enter(segment, members, out var inColumns, out var inBodies);
        var severalWords = new ulong[RowBits.WordCount];
        var several = severalWords.AsSpan(0, inColumns.Length);
        var rowValues = ReadSeveral(columns, several);
        var single = inColumns.ToArray();
        RowBits.AndNot(single, several);
        for (var kind = ColumnKind.Text; kind <= ColumnKind.Boolean; kind++)
        {
            if (columns[kind] is { } column)
            {
                CountFirst(values, column, single);
                RowBits.And(several, inColumns);
                values.Read(column, several, (row, value) => rowValues[row].Add(ToValue(column, value)));
            }
        }

        for (var w = 0; w < inColumns.Length; w++)
        {
            for (var word = several[w]; word != 0; word &= word - 1)
            {
                AddEach(rowValues[(w << 6) + BitOperations.TrailingZeroCount(word)]);
            }

            for (var word = inBodies[w]; word != 0; word &= word - 1)
            {
                AddEach(values.ReadBody((w << 6) + BitOperations.TrailingZeroCount(word)).Select(ToValue));
            }
        }
    }

    // Rows with more than one value are told apart, so that a repeated value counts once.
    private static Dictionary<int, HashSet<FieldValue>> ReadSeveral(Segments.FieldColumns columns, Span<ulong> several)
    {
        var rowValues = new Dictionary<int, HashSet<FieldValue>>();
        var extras = new List<(int Row, long Value)>();
        for (var kind = ColumnKind.Text; kind <= ColumnKind.Boolean; kind++)
        {
            if (columns[kind] is not { } column)
            {
                continue;
            }

            extras.Clear();
            column.ReadExtras(extras);
            foreach (var (row, value) in extras)
            {
                if (row >> 6 < several.Length)
                {
                    RowBits.Set(several, row);
                    if (!rowValues.TryGetValue(row, out var held))
                    {
                        rowValues.Add(row, held = []);
                    }

                    held.Add(ToValue(column, value));
                }
            }
        }

        return rowValues;
    }

    private void CountFirst(FirstValues values, Column column, ReadOnlySpan<ulong> rows)
    {
        if (column.Kind == ColumnKind.Text)
        {
            var byCode = new long[column.Dictionary!.Count];
            if (!column.TryCountFirst(rows, byCode))
            {
                values.Read(column, rows, (_, code) => byCode[code]++);
            }

            for (var code = 0; code < byCode.Length; code++)
            {
                if (byCode[code] > 0)
                {
                    Add(ToValue(column, code), byCode[code]);
                }
            }

            return;
        }

        var byValue = new Dictionary<long, long>();
        values.Read(column, rows, (_, value) =>
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(byValue, value, out var _)++);
        foreach (var (value, count) in byValue)
        {
            Add(ToValue(column, value), count);
        }
    }

    private void AddEach(IEnumerable<FieldValue> values)
    {
        foreach (var value in values.ToHashSet())
        {
            Add(value, 1);
        }
    }

    private void Add(FieldValue value, long count) =>
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, value, out _) += count;

    private static FieldValue ToValue(Column column, long value)
    {
        Span<byte> scratch = stackalloc byte[TextDictionary.ScratchSizeBytes];
        return column.Kind == ColumnKind.Text
            ? FieldValue.Of(Encoding.UTF8.GetString(column.Dictionary!.Get((int)value, scratch)))
            : ToValue((column.Kind, value, []));
    }

    private static FieldValue ToValue((ColumnKind Kind, long Value, byte[] Text) scalar)
    {
        switch (scalar.Kind)
        {
            case ColumnKind.Text:
                return FieldValue.Of(Encoding.UTF8.GetString(scalar.Text));
            case ColumnKind.Time:
                return FieldValue.Of(IsoTime.Format(scalar.Value));
            case ColumnKind.Boolean:
                return FieldValue.Of(scalar.Value != 0);
            case ColumnKind.Integer:
                return FieldValue.Of(scalar.Value);
            default:
                // 1.0 is 1.
                var number = DoubleOrder.Decode(scalar.Value);
                return Math.Abs(number) < 9e18 && Math.Floor(number) == number ? FieldValue.Of((long)number) : FieldValue.Of(number);
        }
    }
}
