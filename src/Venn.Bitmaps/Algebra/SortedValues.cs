using System.Buffers;
using Venn.Bitmaps.Containers;

namespace Venn.Bitmaps.Algebra;

internal static class SortedValues
{
    /// <summary>Each stretch under one key becomes a container, with nothing but the containers allocated.</summary>
    public static RoaringBitmap ToBitmap(ReadOnlySpan<ulong> ascending)
    {
        var values = ArrayPool<ushort>.Shared.Rent(Math.Min(ascending.Length, Container.ValueCount) + 1);
        var list = new ContainerList(1);
        try
        {
            for (var i = 0; i < ascending.Length;)
            {
                var key = ascending[i] >> 16;
                var (start, count) = (i, 0);
                for (; i < ascending.Length && ascending[i] >> 16 == key; i++)
                {
                    if (i > start && ascending[i] <= ascending[i - 1])
                    {
                        if (ascending[i] < ascending[i - 1])
                        {
                            throw Disorder(ascending, i);
                        }

                        continue;
                    }

                    values[count++] = (ushort)ascending[i];
                }

                if (i < ascending.Length && ascending[i] < ascending[i - 1])
                {
                    throw Disorder(ascending, i);
                }

                list.Add(key, ContainerForm.FromValues(values.AsSpan(0, count)));
            }

            return list.ToBitmap(RoaringBitmap.Empty, RoaringBitmap.Empty);
        }
        finally
        {
            list.Dispose();
            ArrayPool<ushort>.Shared.Return(values);
        }
    }

    private static ArgumentException Disorder(ReadOnlySpan<ulong> ascending, int i) =>
        new($"values must ascend: index {i} holds {ascending[i]} after {ascending[i - 1]}", nameof(ascending));
}
