using Venn.Benchmarks.Reporting;
using Venn.Bitmaps;
using Venn.Bitmaps.Containers;
using Venn.Bitmaps.Format;

namespace Venn.Benchmarks.Bitmaps;

/// <summary>The table of docs/design/bitmaps.md: <c>venn bench bitmaps</c>.</summary>
internal static class BitmapBenchmarks
{
    public static void Run(Report report)
    {
        Pair(report, "1,000 and 1,000 at random", ContainerInputs.Random(1, 1000), ContainerInputs.Random(2, 1000));
        Pair(report, "4,000 and 4,000 at random", ContainerInputs.Random(3, 4000), ContainerInputs.Random(4, 4000));
        Pair(report, "4,000 and 20 at random", ContainerInputs.Random(3, 4000), ContainerInputs.Random(5, 20));
        Pair(report, "32,000 and 32,000 at random", ContainerInputs.Random(6, 32_000), ContainerInputs.Random(7, 32_000));
        Pair(report, "32,000 and 4,000 at random", ContainerInputs.Random(6, 32_000), ContainerInputs.Random(4, 4000));
        Pair(report, "32,000 and 20 at random", ContainerInputs.Random(6, 32_000), ContainerInputs.Random(5, 20));
        Pair(report, "300 holes and 300 holes", ContainerInputs.WithHoles(8, 300), ContainerInputs.WithHoles(9, 300));
        Pair(report, "300 holes and 20 at random", ContainerInputs.WithHoles(8, 300), ContainerInputs.Random(5, 20));
        Pair(report, "300 holes and 4,000 at random", ContainerInputs.WithHoles(8, 300), ContainerInputs.Random(4, 4000));
        Pair(report, "300 holes and 32,000 at random", ContainerInputs.WithHoles(8, 300), ContainerInputs.Random(6, 32_000));
        Sets(report);
    }

    private static void Pair(Report report, string name, Container left, Container right)
    {
        var forms = $"{left.Kind}, {right.Kind}";
        void Row<T>(string operation, Func<T> call)
        {
            var (nanoseconds, bytes) = Measurement.Of(call);
            report.Add(Figure.AtMost($"{name} ({forms}): {operation}", left.Cardinality, "time", "ns", nanoseconds));
            report.Add(Figure.AtMost($"{name} ({forms}): {operation}", left.Cardinality, "allocated", "bytes", bytes));
        }

        Row("and", () => left.And(right));
        Row("or", () => left.Or(right));
        Row("andNot", () => left.AndNot(right));
        Row("xor", () => left.Xor(right));
        Row("andCardinality", () => left.AndCardinality(right));
    }

    private static void Sets(Report report)
    {
        var random = new Random(11);
        var state = RoaringBitmap.FromRange(0, 1_000_000);
        var edits = RoaringBitmap.Of([.. Enumerable.Range(0, 10_000).Select(_ => (ulong)random.Next(1_000_000))]);
        var edited = state.AndNot(edits);
        var scattered = RoaringBitmap.Of([.. Enumerable.Range(0, 1_000_000).Select(_ => (ulong)random.Next(4_000_000))]);
        var same = RoaringBitmap.FromContainers(
            [.. Enumerable.Range(0, edited.ContainerCount).Select(edited.KeyAt)],
            [.. Enumerable.Range(0, edited.ContainerCount).Select(i => edited.ContainerAt(i))]);
        var bytes = RoaringFormat.ToArray(scattered);
        var destination = new ulong[scattered.Cardinality];
        void Row<T>(string set, string operation, Func<T> call)
        {
            var (nanoseconds, allocated) = Measurement.Of(call);
            report.Add(Figure.AtMost($"a million {set}: {operation}", 1_000_000, "time", "ns", nanoseconds));
            report.Add(Figure.AtMost($"a million {set}: {operation}", 1_000_000, "allocated", "bytes", allocated));
        }

        Row("in a row", "andNot 10,000 scattered edits", () => state.AndNot(edits));
        Row("in a row", "or 10,000 scattered edits (all there)", () => state.Or(edits));
        Row("with 10,000 holes", "or those 10,000", () => edited.Or(edits));
        Row("with 10,000 holes", "and a set sharing its containers", () => edited.And(same));
        Row("with 10,000 holes", "add one", () => edited.Add(edits.Min));
        Row("with 10,000 holes", "contains", () => edited.Contains(777_777));
        Row("with 10,000 holes", "rank", () => edited.Rank(777_777));
        Row("with 10,000 holes", "iterate", () => Iterate(edited));
        Row("scattered over 4 million", "contains", () => scattered.Contains(777_777));
        Row("scattered over 4 million", "select", () => scattered.Select(500_000));
        Row("scattered over 4 million", "add one", () => scattered.Contains(7) ? scattered.Remove(7) : scattered.Add(7));
        Row("scattered over 4 million", "iterate", () => Iterate(scattered));
        Row("scattered over 4 million", "copy to an array", () => CopyTo(scattered, destination));
        Row("scattered over 4 million", $"write ({bytes.Length:N0} bytes)", () => RoaringFormat.Write(scattered, bytes));
        Row("scattered over 4 million", "read", () => RoaringFormat.Read(bytes));
        Row("scattered over 4 million", "build from sorted", () => RoaringBitmap.FromSorted(destination));
    }

    private static ulong Iterate(RoaringBitmap set)
    {
        var sum = 0UL;
        foreach (var value in set)
        {
            sum += value;
        }

        return sum;
    }

    private static int CopyTo(RoaringBitmap set, ulong[] destination)
    {
        set.CopyTo(destination);
        return destination.Length;
    }
}
