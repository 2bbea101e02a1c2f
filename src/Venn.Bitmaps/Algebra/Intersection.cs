namespace Venn.Bitmaps.Algebra;

internal static class Intersection
{
    public static RoaringBitmap And(RoaringBitmap left, RoaringBitmap right)
    {
        if (ReferenceEquals(left, right))
        {
            return left;
        }

        var list = new ContainerList(Math.Min(left.ContainerCount, right.ContainerCount));
        try
        {
            var pairs = new CommonKeys(left, right);
            while (pairs.MoveNext())
            {
                list.Add(pairs.Key, pairs.Left.And(pairs.Right));
            }

            return list.ToBitmap(left, right);
        }
        finally
        {
            list.Dispose();
        }
    }

    public static long Cardinality(RoaringBitmap left, RoaringBitmap right)
    {
        if (ReferenceEquals(left, right))
        {
            return left.Cardinality;
        }

        var cardinality = 0L;
        var pairs = new CommonKeys(left, right);
        while (pairs.MoveNext())
        {
            cardinality += pairs.Left.AndCardinality(pairs.Right);
        }

        return cardinality;
    }

    public static bool Any(RoaringBitmap left, RoaringBitmap right)
    {
        var pairs = new CommonKeys(left, right);
        while (pairs.MoveNext())
        {
            if (pairs.Left.Intersects(pairs.Right))
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsSubset(RoaringBitmap left, RoaringBitmap right)
    {
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        if (left.Cardinality > right.Cardinality || left.ContainerCount > right.ContainerCount)
        {
            return false;
        }

        var found = 0;
        var pairs = new CommonKeys(left, right);
        while (pairs.MoveNext())
        {
            if (!pairs.Left.IsSubsetOf(pairs.Right))
            {
                return false;
            }

            found++;
        }

        return found == left.ContainerCount;
    }
}
