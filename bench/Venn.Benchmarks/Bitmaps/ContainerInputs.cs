using Venn.Bitmaps.Containers;

namespace Venn.Benchmarks.Bitmaps;

/// <summary>Containers at densities that a versioned dataset has, from fixed seeds.</summary>
internal static class ContainerInputs
{
    public static Container Random(int seed, int count)
    {
        var random = new Random(seed);
        var values = new SortedSet<ushort>();
        while (values.Count < count)
        {
            values.Add((ushort)random.Next(Container.ValueCount));
        }

        return Container.FromSorted([.. values]);
    }

    /// <summary>Everything but single values at random: a dataset's segment after that many edits.</summary>
    public static Container WithHoles(int seed, int holes) => Container.Full.AndNot(Random(seed, holes));
}
