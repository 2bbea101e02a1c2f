using Venn.Engine.Query;
using Venn.Engine.Query.Planning;
using Venn.Engine.Segments.Tail;

namespace Venn.Engine.Tests.Query;

public sealed class TimeLimitTests
{
    [Fact]
    public void Run_PastTheLimit_SaysSo()
    {
        var limit = new TimeLimit(TimeSpan.Zero, TimeProvider.System);
        var stopped = Assert.Throws<QueryTimeLimitException>(() => limit.Run(
            token =>
            {
                token.WaitHandle.WaitOne();
                token.ThrowIfCancellationRequested();
                return 0;
            },
            TestContext.Current.CancellationToken));
        Assert.Equal(TimeSpan.Zero, stopped.Limit);
    }

    [Fact]
    public void Run_CancelledByTheCaller_IsNoTimeLimit()
    {
        using var caller = new CancellationTokenSource();
        caller.Cancel();
        var limit = new TimeLimit(TimeSpan.FromHours(1), TimeProvider.System);
        Assert.ThrowsAny<OperationCanceledException>(() => limit.Run(
            token =>
            {
                token.ThrowIfCancellationRequested();
                return 0;
            },
            caller.Token));
    }

    [Fact]
    public void Run_WithinTheLimit_GivesTheAnswer() =>
        Assert.Equal(5, new TimeLimit(TimeSpan.FromHours(1), TimeProvider.System).Run(_ => 5, CancellationToken.None));

    /// <summary>A dictionary is asked in chunks: one pattern over many texts is stopped among them.</summary>
    [Fact]
    public void Scan_Cancelled_StopsInTheDictionary()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        var texts = new Venn.Engine.Query.Sorting.ListDictionary([.. Enumerable.Range(0, 5_000).Select(i => BitConverter.GetBytes(i))]);
        Assert.ThrowsAny<OperationCanceledException>(() => new TextGlob(new GlobPattern("*a*b")).Select(texts, stopped.Token));
    }

    /// <summary>Where each row has a text of its own, rows are looked at instead: that is stopped too.</summary>
    [Fact]
    public void Scan_CancelledOfTextsOfRows_StopsAmongTheRows()
    {
        using var stopped = new CancellationTokenSource();
        var texts = new TailDictionary(isDistinct: false);
        for (var i = 0; i < 5_000; i++)
        {
            texts.Add(BitConverter.GetBytes(i));
        }

        var selection = new TextGlob(new GlobPattern("*a*b")).Select(texts, stopped.Token);
        Assert.False(selection.Contains(0));
        stopped.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Enumerable.Range(0, 5_000).Count(code => selection.Contains(code)));
    }
}
