using System.Runtime.InteropServices;
using Venn.Bitmaps.Containers;
using Venn.Engine.Query.Facets.Reading;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Columns;
using Venn.Storage.Catalog;

namespace Venn.Engine.Query.Facets.ByValue;

/// <summary>Counts by value: by dictionary code within a segment, by text where segments meet.</summary>
internal sealed class ValuesCounter(Relation relation, Func<FieldRows> newReader, int? depth, DistinctBudget budget) : FacetCounter(relation)
{
    /// <summary>Whole numbers that lie closer than this are counted in an array.</summary>
    private const long DenseLimit = 1 << 16;

    /// <summary>All that the pass found.</summary>
    public ValueTally Tally { get; } = new(depth, budget);

    public override FacetWorker NewWorker() => new Worker(newReader(), new ValueTally(depth, budget));

    public override bool FinishPass(IEnumerable<FacetWorker> workers)
    {
        foreach (var worker in workers.Cast<Worker>())
        {
            Tally.Merge(worker.Tally);
        }

        return false;
    }

    private sealed class Worker(FieldRows rows, ValueTally tally) : FacetWorker
    {
        private readonly Dictionary<long, long> scattered = [];
        private long[] counts = [];

        public ValueTally Tally => tally;

        public override void Visit(int index, Segment segment, Container members)
        {
            rows.Enter(segment, members);
            for (var kind = ColumnKind.Text; kind <= ColumnKind.Boolean; kind++)
            {
                if (rows[kind] is not { } column)
                {
                    continue;
                }

                if (kind == ColumnKind.Text)
                {
                    CountTexts(column, column.Dictionary!);
                }
                else
                {
                    CountScalars(column);
                }
            }

            CountSeveral();
        }

        private void CountTexts(Column column, TextDictionary dictionary)
        {
            var found = Clear(dictionary.Count);
            if (!column.TryCountFirst(rows.Single, found))
            {
                foreach (var code in rows.ReadSingle(column))
                {
                    found[(int)code]++;
                }
            }

            Span<byte> scratch = stackalloc byte[TextDictionary.ScratchSizeBytes];
            for (var code = 0; code < found.Length; code++)
            {
                if (found[code] > 0)
                {
                    tally.AddText(dictionary.Get(code, scratch), found[code]);
                    tally.RowsCount += found[code];
                }
            }
        }

        private void CountScalars(Column column)
        {
            var values = rows.ReadSingle(column);
            tally.RowsCount += values.Length;
            if (values.IsEmpty)
            {
                return;
            }

            var (low, high) = (values[0], values[0]);
            foreach (var value in values)
            {
                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }

            if (unchecked((ulong)(high - low)) < DenseLimit)
            {
                var found = Clear((int)(high - low) + 1);
                foreach (var value in values)
                {
                    found[(int)(value - low)]++;
                }

                for (var i = 0; i < found.Length; i++)
                {
                    if (found[i] > 0)
                    {
                        tally.Add(column.Kind, low + i, found[i]);
                    }
                }

                return;
            }

            scattered.Clear();
            foreach (var value in values)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(scattered, value, out _)++;
            }

            foreach (var (value, count) in scattered)
            {
                tally.Add(column.Kind, value, count);
            }
        }

        private void CountSeveral()
        {
            var last = -1;
            foreach (var value in rows.Several)
            {
                if (value.Kind == ColumnKind.Text)
                {
                    tally.AddText(value.Text, 1);
                }
                else
                {
                    tally.Add(value.Kind, value.Value, 1);
                }

                tally.RowsCount += value.Row == last ? 0 : 1;
                last = value.Row;
            }
        }

        private Span<long> Clear(int length)
        {
            if (counts.Length < length)
            {
                counts = new long[Math.Max(length, counts.Length * 2)];
            }

            counts.AsSpan(0, length).Clear();
            return counts.AsSpan(0, length);
        }
    }
}
