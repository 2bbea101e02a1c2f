using System.Numerics;
using Venn.Bitmaps;
using Venn.Engine.Segments.Columns;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Query.Sorting;

/// <summary>Reads what a selection sorts by. One thread.</summary>
internal sealed class SortKeyReader(StateSelection selection, Relation relation, IReadOnlyList<MaskDefinition> masks)
{
    private static readonly ColumnKind[] Kinds =
        [ColumnKind.Integer, ColumnKind.Number, ColumnKind.Boolean, ColumnKind.Time, ColumnKind.Text];

    private readonly List<(int Position, int Dictionary, int Code)> texts = [];
    private readonly List<(int Position, long Ms)> times = [];

    /// <summary>One key for each member, in number order; inverted when descending.</summary>
    public UInt128[] Read(RoaringBitmap set, SortField sort, long[] lineages)
    {
        var keys = new UInt128[lineages.Length];
        if (sort.Field.Equals(FieldPath.AnnotationsCount))
        {
            if (relation == Relation.Items)
            {
                var counts = selection.CountAnnotations();
                for (var i = 0; i < keys.Length; i++)
                {
                    keys[i] = SortKeys.OfInteger(counts[lineages[i]]);
                }
            }
        }
        else
        {
            ReadColumns(set, sort.Field, keys);
        }

        if (sort.Descending)
        {
            for (var i = 0; i < keys.Length; i++)
            {
                keys[i] = ~keys[i];
            }
        }

        return keys;
    }

    private void ReadColumns(RoaringBitmap set, FieldPath field, UInt128[] keys)
    {
        texts.Clear();
        times.Clear();
        var ranks = new TextRanks();
        var bodyTexts = new List<byte[]>();
        var bodyPositions = new List<int>();
        var values = new FirstValues(selection, relation, masks, field);
        var positions = new int[65_536];
        var start = 0;
        for (var i = 0; i < set.ContainerCount; i++)
        {
            selection.CancellationToken.ThrowIfCancellationRequested();
            var container = set.ContainerAt(i);
            var segment = selection.Store(relation).Get((long)set.KeyAt(i));
            NumberRows(container, positions, start);
            start += container.Cardinality;
            var columns = values.Enter(segment, container, out var inColumns, out var inBodies);
            foreach (var kind in Kinds)
            {
                if (columns[kind] is { } column)
                {
                    var dictionary = kind == ColumnKind.Text ? ranks.Add(column.Dictionary!) : -1;
                    values.Read(column, inColumns, (row, value) => Put(keys, positions[row], kind, value, dictionary));
                }
            }

            for (var w = 0; w < inBodies.Length; w++)
            {
                for (var word = inBodies[w]; word != 0; word &= word - 1)
                {
                    var row = (w << 6) + BitOperations.TrailingZeroCount(word);
                    if (values.ReadBody(row) is [var first, ..])
                    {
                        if (first.Kind == ColumnKind.Text)
                        {
                            bodyTexts.Add(first.Text);
                            bodyPositions.Add(positions[row]);
                        }
                        else
                        {
                            Put(keys, positions[row], first.Kind, first.Value, -1);
                        }
                    }
                }
            }
        }

        var fromBodies = ranks.Add(new ListDictionary(bodyTexts));
        for (var code = 0; code < bodyTexts.Count; code++)
        {
            texts.Add((bodyPositions[code], fromBodies, code));
        }

        RankTexts(keys, ranks);
    }

    private void Put(UInt128[] keys, int position, ColumnKind kind, long value, int dictionary)
    {
        switch (kind)
        {
            case ColumnKind.Integer:
                keys[position] = SortKeys.OfInteger(value);
                break;
            case ColumnKind.Number:
                keys[position] = SortKeys.OfDouble(value);
                break;
            case ColumnKind.Boolean:
                keys[position] = SortKeys.OfBoolean(value);
                break;
            case ColumnKind.Time:
                times.Add((position, value));
                break;
            default:
                texts.Add((position, dictionary, (int)value));
                break;
        }
    }

    private void RankTexts(UInt128[] keys, TextRanks ranks)
    {
        if (texts.Count == 0)
        {
            foreach (var (position, ms) in times)
            {
                keys[position] = SortKeys.OfText(ms);
            }

            return;
        }

        // Times stand among texts by their ISO form.
        var asTexts = ranks.Add(new TimeDictionary([.. times.Select(time => time.Ms)]));
        for (var code = 0; code < times.Count; code++)
        {
            texts.Add((times[code].Position, asTexts, code));
        }

        foreach (var (_, dictionary, code) in texts)
        {
            ranks.Want(dictionary, code);
        }

        ranks.Rank();
        foreach (var (position, dictionary, code) in texts)
        {
            keys[position] = SortKeys.OfText(ranks.Get(dictionary, code));
        }
    }

    private static void NumberRows(Venn.Bitmaps.Containers.Container container, int[] positions, int start)
    {
        Span<ushort> rows = new ushort[container.Cardinality];
        container.CopyTo(rows);
        for (var i = 0; i < rows.Length; i++)
        {
            positions[rows[i]] = start + i;
        }
    }
}
