using System.Buffers;
using Venn.Engine.Query.Explaining;
using Venn.Engine.Revisions;

namespace Venn.Engine.Segments.Columns;

/// <summary>
/// The values of one field and one kind in one segment. A row has at most one <i>first</i> value over all scalar kinds
/// of a field (what it sorts by); what arrays hold further stands apart, as extras.
/// </summary>
internal abstract class Column(ColumnKind kind)
{
    public ColumnKind Kind { get; } = kind;

    /// <summary>The texts behind the codes; null unless the kind is text.</summary>
    public virtual TextDictionary? Dictionary => null;

    /// <summary>Whether <see cref="TryGetFirst"/> is quick; else read all first values at once.</summary>
    public abstract bool HasRandomAccess { get; }

    /// <summary>Sets the bits of rows with a selected value; rows outside of the candidates may be set too.</summary>
    /// <param name="selection">Values wanted.</param>
    /// <param name="candidates">Rows of interest.</param>
    /// <param name="candidateCount">How many rows those are.</param>
    /// <param name="result">Words or-ed into.</param>
    public abstract void Mark(
        ValueSelection selection, ReadOnlySpan<ulong> candidates, int candidateCount, Span<ulong> result);

    /// <summary>How <see cref="Mark"/> is going to find them, for explanations alone.</summary>
    public virtual ColumnAccess Foretell(ValueSelection selection, int candidateCount) => ColumnAccess.Scanned;

    public abstract bool TryGetFirst(int row, out long value);

    /// <summary>
    /// Reads the first values of chosen rows, one after the other. Cost: those rows, where the column has random access; else
    /// the whole column.
    /// </summary>
    /// <param name="rows">Which rows.</param>
    /// <param name="values">As many; of a row without a value any number.</param>
    /// <param name="present">As many: whether the row has a value.</param>
    public virtual void Gather(ReadOnlySpan<ushort> rows, Span<long> values, Span<bool> present)
    {
        if (HasRandomAccess)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                present[i] = TryGetFirst(rows[i], out values[i]);
            }

            return;
        }

        var all = ArrayPool<long>.Shared.Rent(SegmentNumber.RowCount);
        Span<ulong> there = stackalloc ulong[RowBits.WordCount];
        there.Clear();
        ReadFirst(all.AsSpan(0, SegmentNumber.RowCount), there);
        for (var i = 0; i < rows.Length; i++)
        {
            present[i] = RowBits.Contains(there, rows[i]);
            values[i] = all[rows[i]];
        }

        ArrayPool<long>.Shared.Return(all);
    }

    /// <summary>Writes first values at their rows and sets the bits of the rows that have one.</summary>
    public abstract void ReadFirst(Span<long> values, Span<ulong> present);

    /// <summary>Counts the first values of rows, when the column can do so without reading them out.</summary>
    /// <param name="rows">Which rows.</param>
    /// <param name="counts">By value from 0: added to. As long as no value is larger.</param>
    /// <returns>False, and nothing is counted: read them instead.</returns>
    public virtual bool TryCountFirst(ReadOnlySpan<ulong> rows, Span<long> counts) => false;

    /// <summary>Adds every further value as (row, value), in no order.</summary>
    public abstract void ReadExtras(List<(int Row, long Value)> into);

    /// <summary>The first value of a row that has one; 0 for others.</summary>
    public long GetFirst(int row) => TryGetFirst(row, out var value) ? value : 0;
}
