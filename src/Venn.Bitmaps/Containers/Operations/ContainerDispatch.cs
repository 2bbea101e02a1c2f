using System.Diagnostics;

namespace Venn.Bitmaps.Containers.Operations;

internal static class ContainerDispatch
{
    /// <summary>
    /// An array of no more values than this is combined with a run container run by run; a longer one as words, for which
    /// the runs must be spread out and gathered again. Source: bench, Bitmaps.
    /// </summary>
    public const int MaxPairValues = 1024;

    public static bool PrefersPairs(ArrayContainer array) => array.Cardinality <= MaxPairValues;

    public static UnreachableException Unknown(Container left, Container right) =>
        new($"no operation for {left.GetType().Name} and {right.GetType().Name}");
}
