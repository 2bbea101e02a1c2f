using System.Diagnostics;

namespace Venn.Bitmaps.Containers.Operations;

internal static class ContainerDispatch
{
    /// <summary>
    /// An array and a run container with no more runs and values than this are combined run by run; else as words.
    /// Source: bench, Bitmaps: passing a boundary costs some 5 ns, the words of a container a microsecond.
    /// </summary>
    public const int MaxPairs = 256;

    public static bool PrefersPairs(ArrayContainer array, RunContainer runs) =>
        array.Cardinality + runs.RunCount <= MaxPairs;

    public static UnreachableException Unknown(Container left, Container right) =>
        new($"no operation for {left.GetType().Name} and {right.GetType().Name}");
}
