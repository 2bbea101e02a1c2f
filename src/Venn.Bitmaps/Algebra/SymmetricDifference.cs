namespace Venn.Bitmaps.Algebra;

internal static class SymmetricDifference
{
    public static RoaringBitmap Xor(RoaringBitmap left, RoaringBitmap right)
    {
        if (ReferenceEquals(left, right))
        {
            return RoaringBitmap.Empty;
        }

        var list = new ContainerList(left.ContainerCount + right.ContainerCount);
        try
        {
            int i = 0, j = 0;
            while (i < left.ContainerCount && j < right.ContainerCount)
            {
                if (left.Keys[i] == right.Keys[j])
                {
                    list.Add(left.Keys[i], left.Containers[i++].Xor(right.Containers[j++]));
                }
                else if (left.Keys[i] < right.Keys[j])
                {
                    var from = i;
                    i = KeySearch.Advance(left.Keys, i, right.Keys[j]);
                    list.AddRange(left, from, i);
                }
                else
                {
                    var from = j;
                    j = KeySearch.Advance(right.Keys, j, left.Keys[i]);
                    list.AddRange(right, from, j);
                }
            }

            list.AddRange(left, i, left.ContainerCount);
            list.AddRange(right, j, right.ContainerCount);
            return list.ToBitmap(left, right);
        }
        finally
        {
            list.Dispose();
        }
    }
}
