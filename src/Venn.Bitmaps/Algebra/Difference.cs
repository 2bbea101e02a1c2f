namespace Venn.Bitmaps.Algebra;

internal static class Difference
{
    public static RoaringBitmap AndNot(RoaringBitmap left, RoaringBitmap right)
    {
        if (ReferenceEquals(left, right))
        {
            return RoaringBitmap.Empty;
        }

        var list = new ContainerList(left.ContainerCount);
        try
        {
            int i = 0, j = 0;
            while (i < left.ContainerCount && j < right.ContainerCount)
            {
                if (left.Keys[i] == right.Keys[j])
                {
                    list.Add(left.Keys[i], left.Containers[i++].AndNot(right.Containers[j++]));
                }
                else if (left.Keys[i] < right.Keys[j])
                {
                    var from = i;
                    i = KeySearch.Advance(left.Keys, i, right.Keys[j]);
                    list.AddRange(left, from, i);
                }
                else
                {
                    j = KeySearch.Advance(right.Keys, j, left.Keys[i]);
                }
            }

            list.AddRange(left, i, left.ContainerCount);
            return list.ToBitmap(left, left);
        }
        finally
        {
            list.Dispose();
        }
    }
}
