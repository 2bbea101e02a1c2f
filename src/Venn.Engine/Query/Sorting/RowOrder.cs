using System.Runtime.CompilerServices;

namespace Venn.Engine.Query.Sorting;

/// <summary>The order of a page: its fields, then the lineage ascending.</summary>
internal sealed class RowOrder(IReadOnlyList<SortField> sort) : IComparer<TopRow>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Compare(TopRow? x, TopRow? y)
    {
        for (var i = 0; i < sort.Count; i++)
        {
            var order = Compare(i, x!.Keys[i], y!.Keys[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return x!.Lineage.CompareTo(y!.Lineage);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Compare(int field, SortValue x, SortValue y) => sort[field].Descending ? y.CompareTo(x) : x.CompareTo(y);
}
