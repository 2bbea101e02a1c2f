using Venn.Engine.Segments.Columns;
using Venn.Engine.Segments.Tail;

namespace Venn.Engine.Tests.Segments;

/// <summary>Scans of a column that grows, by pairs looked at one after the other.</summary>
public sealed class EntryColumnTests
{
    private const int WordCount = 16;
    private const int RowCount = 64 * WordCount;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Mark_RandomPairs_SetsWantedRowsWithASelectedValueAndNoOthers(bool isAscending)
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            var (column, pairs) = Fill(random, isAscending);
            var selections = new[]
            {
                ValueSelection.Range(-random.Next(60), random.Next(60)), ValueSelection.Everything, ValueSelection.Range(5, 5),
                ValueSelection.Range(long.MinValue, 0), ValueSelection.Where(value => value % 3 == 0),
                ValueSelection.Union([ValueSelection.Range(-50, -20), ValueSelection.Range(10, 30)]),
            };
            var (first, last) = (random.Next(RowCount), random.Next(RowCount));
            var candidates = new ulong[WordCount];
            foreach (var row in Enumerable.Range(0, RowCount).Where(row => row >= first && row <= last && random.Next(3) > 0))
            {
                RowBits.Set(candidates, row);
            }

            foreach (var selection in selections)
            {
                var result = new ulong[WordCount];
                column.Mark(selection, candidates, RowBits.Count(candidates), result);
                var selected = pairs.Where(pair => selection.Contains(pair.Value)).Select(pair => pair.Row).ToHashSet();
                for (var row = 0; row < RowCount; row++)
                {
                    var isMarked = RowBits.Contains(result, row);
                    var isWanted = RowBits.Contains(candidates, row);
                    Assert.True(isWanted ? isMarked == selected.Contains(row) : !isMarked || selected.Contains(row), $"seed {seed}, row {row}");
                }
            }
        }
    }

    /// <summary>Some rows lie past the words asked about: they are newer than the reader's state.</summary>
    private static (EntryColumn Column, List<(int Row, long Value)> Pairs) Fill(Random random, bool isAscending)
    {
        var column = new EntryColumn(ColumnKind.Integer);
        var pairs = new List<(int Row, long Value)>();
        IEnumerable<int> rows = Enumerable.Range(0, RowCount + 200).Where(_ => random.Next(4) > 0);
        foreach (var row in isAscending ? rows : rows.OrderBy(_ => random.Next()))
        {
            for (var i = random.Next(3); i >= 0; i--)
            {
                var value = random.Next(-60, 60);
                column.Add(row, value, isFirst: i == 0);
                pairs.Add((row, value));
            }
        }

        return (column, pairs);
    }
}
