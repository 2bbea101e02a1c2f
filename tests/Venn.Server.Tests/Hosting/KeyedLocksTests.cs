using Venn.Server.Hosting;

namespace Venn.Server.Tests.Hosting;

public sealed class KeyedLocksTests
{
    [Fact]
    public async Task TakeAsync_OtherKeysWhileOneIsHeld_NeverWait()
    {
        var locks = new KeyedLocks<int>();
        using var held = await locks.TakeAsync(-1);

        for (var key = 0; key < 1000; key++)
        {
            var taken = locks.TakeAsync(key);
            Assert.True(taken.IsCompleted);
            (await taken).Dispose();
        }
    }

    [Fact]
    public async Task TakeAsync_SameKeyByMany_LetsOneInAtATime()
    {
        var locks = new KeyedLocks<string>();
        var (inside, entered) = (0, 0);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () =>
        {
            using var held = await locks.TakeAsync("key");
            Assert.Equal(1, Interlocked.Increment(ref inside));
            await Task.Yield();
            entered++;
            Interlocked.Decrement(ref inside);
        })));

        Assert.Equal(100, entered);
    }
}
