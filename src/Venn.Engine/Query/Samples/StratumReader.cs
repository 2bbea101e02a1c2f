using System.Numerics;
using Venn.Bitmaps;
using Venn.Engine.Query.Evaluation;
using Venn.Engine.Query.Facets;
using Venn.Engine.Query.Facets.ByValue;
using Venn.Engine.Query.Facets.Reading;
using Venn.Engine.Segments.Columns;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Query.Samples;

/// <summary>Finds the stratum of each item: the rank of its rarest value. One thread.</summary>
internal sealed class StratumReader(StateSelection selection, IReadOnlyList<MaskDefinition> masks, Strata strata)
{
    private readonly FieldRows rows = new(selection, strata.Relation, masks, strata.Field);
    private readonly long[] codes = new long[RowBits.WordCount << 6];
    private readonly ulong[] present = new ulong[RowBits.WordCount];
    private readonly long[] owners = new long[RowBits.WordCount << 6];
    private readonly ulong[] ignored = new ulong[RowBits.WordCount];

    /// <summary>For each file, in number order. Strata ascend from the rarest value; those without one come last.</summary>
    /// <exception cref="InvalidRequestException">The field has too many different values.</exception>
    public int[] Read(RoaringBitmap files)
    {
        var lineages = new long[files.Cardinality];
        selection.Store(Relation.Items).ReadLineages(files, lineages);
        var slots = new LineageSlots(lineages);
        var set = strata.Relation == Relation.Items
            ? files
            : selection.Select(Relation.Annotations, new Filter.OnItem(Filter.All));
        var ranks = Rank(set);
        var bySlot = new int[slots.Count];
        bySlot.AsSpan().Fill(int.MaxValue);
        for (var i = 0; i < set.ContainerCount; i++)
        {
            selection.CancellationToken.ThrowIfCancellationRequested();
            var segment = selection.Store(strata.Relation).Get((long)set.KeyAt(i));
            rows.Enter(segment, set.ContainerAt(i));
            (strata.Relation == Relation.Items ? segment.Lineages : segment.Items!).ReadFirst(owners, ignored);
            Mark(ranks, slots, bySlot);
        }

        return [.. lineages.Select(lineage => bySlot[slots.Find(lineage)])];
    }

    private Dictionary<RowValue, int> Rank(RoaringBitmap set)
    {
        var counter = new ValuesCounter(
            strata.Relation, () => new FieldRows(selection, strata.Relation, masks, strata.Field), depth: null, new DistinctBudget(FacetRequest.DistinctMax));
        counter.FinishPass(ContainerWalk.Run(
            selection.Store(strata.Relation), set, selection.Options, counter.NewWorker,
            static (worker, index, segment, members) => worker.Visit(index, segment, members), selection.CancellationToken));
        if (counter.Tally.DistinctCount > Strata.CountMax)
        {
            throw new InvalidRequestException(
                $"'{strata.Field}' has {counter.Tally.DistinctCount} different values; strata are made of {Strata.CountMax} at most.");
        }

        return counter.Tally.All()
            .OrderBy(pair => pair.Count).ThenBy(pair => pair.Value)
            .Select((pair, rank) => (pair.Value, rank))
            .ToDictionary(pair => pair.Value, pair => pair.rank, RowValueComparer.Instance);
    }

    private void Mark(Dictionary<RowValue, int> ranks, LineageSlots slots, int[] bySlot)
    {
        for (var kind = ColumnKind.Text; kind <= ColumnKind.Boolean; kind++)
        {
            if (rows[kind] is not { } column)
            {
                continue;
            }

            present.AsSpan().Clear();
            column.ReadFirst(codes, present);
            var byCode = kind == ColumnKind.Text ? new int[column.Dictionary!.Count] : [];
            var single = rows.Single;
            for (var w = 0; w < single.Length; w++)
            {
                for (var word = single[w] & present[w]; word != 0; word &= word - 1)
                {
                    var row = (w << 6) + BitOperations.TrailingZeroCount(word);
                    Put(slots, bySlot, owners[row], RankOf(ranks, column, codes[row], byCode));
                }
            }
        }

        foreach (var value in rows.Several)
        {
            Put(slots, bySlot, owners[value.Row], ranks[value with { Row = 0 }]);
        }
    }

    // A code is looked up once a segment.
    private static int RankOf(Dictionary<RowValue, int> ranks, Column column, long value, int[] byCode)
    {
        if (column.Kind != ColumnKind.Text)
        {
            return ranks[RowValue.Of(0, column, value)];
        }

        ref var known = ref byCode[value];
        if (known == 0)
        {
            known = ranks[RowValue.Of(0, column, value)] + 1;
        }

        return known - 1;
    }

    private static void Put(LineageSlots slots, int[] bySlot, long owner, int rank)
    {
        var slot = slots.Find(owner);
        if (slot >= 0)
        {
            bySlot[slot] = Math.Min(bySlot[slot], rank);
        }
    }
}
