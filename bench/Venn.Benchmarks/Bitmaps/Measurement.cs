using System.Diagnostics;

namespace Venn.Benchmarks.Bitmaps;

/// <summary>Nanoseconds and allocated bytes of one call: the best of several rounds, short ones, so that some fall between other work of the machine.</summary>
internal readonly record struct Measurement(double Nanoseconds, long AllocatedBytes)
{
    private const int Rounds = 50;
    private static readonly TimeSpan RoundLength = TimeSpan.FromMilliseconds(4);

    public static Measurement Of<T>(Func<T> operation)
    {
        var calls = Calibrate(operation);
        var best = double.MaxValue;
        var bytes = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < calls; i++)
            {
                Sink<T>.Last = operation();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls);
            bytes = Math.Min(bytes, (GC.GetAllocatedBytesForCurrentThread() - before) / calls);
        }

        return new Measurement(best, bytes);
    }

    private static int Calibrate<T>(Func<T> operation)
    {
        // Long enough for the tiered compiler to have finished with the code under test.
        var start = Stopwatch.GetTimestamp();
        var calls = 0;
        for (; Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(400); calls++)
        {
            Sink<T>.Last = operation();
        }

        return Math.Max(1, (int)(calls * (RoundLength / TimeSpan.FromMilliseconds(400))));
    }

    /// <summary>Keeps results from being optimised away, without boxing them.</summary>
    private static class Sink<T>
    {
        public static T? Last;
    }
}
