using Venn.Bitmaps.Containers;

namespace Venn.Bitmaps.Algebra;

/// <summary>A range of numbers cut out of a set or kept of it. Cost: the containers present, not the numbers named.</summary>
internal static class Ranges
{
    public static RoaringBitmap Remove(RoaringBitmap set, ulong start, ulong endExclusive) =>
        start >= endExclusive ? set : Cut(set, start, endExclusive - 1, keepsInside: false);

    public static RoaringBitmap Keep(RoaringBitmap set, ulong start, ulong endExclusive) =>
        start >= endExclusive ? RoaringBitmap.Empty : Cut(set, start, endExclusive - 1, keepsInside: true);

    private static RoaringBitmap Cut(RoaringBitmap set, ulong first, ulong last, bool keepsInside)
    {
        var from = KeySearch.Advance(set.Keys, 0, first >> 16);
        var to = KeySearch.Advance(set.Keys, from, (last >> 16) + 1);
        var list = new ContainerList(set.ContainerCount);
        try
        {
            if (!keepsInside)
            {
                list.AddRange(set, 0, from);
            }

            for (var i = from; i < to; i++)
            {
                var key = set.Keys[i];
                var low = key == first >> 16 ? (int)(first & 0xFFFF) : 0;
                var high = key == last >> 16 ? (int)(last & 0xFFFF) : ushort.MaxValue;
                var range = Container.FromRange(low, high + 1);
                list.Add(key, keepsInside ? set.Containers[i].And(range) : set.Containers[i].AndNot(range));
            }

            if (!keepsInside)
            {
                list.AddRange(set, to, set.ContainerCount);
            }

            return list.ToBitmap(set, set);
        }
        finally
        {
            list.Dispose();
        }
    }
}
