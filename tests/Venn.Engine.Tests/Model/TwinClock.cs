namespace Venn.Engine.Tests.Model;

/// <summary>A clock that a seed replays: it goes on by a millisecond now and then, each time it is asked.</summary>
internal sealed class TwinClock : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private long asked;

    public override DateTimeOffset GetUtcNow() => Start.AddMilliseconds(Interlocked.Increment(ref asked) / 2);
}
