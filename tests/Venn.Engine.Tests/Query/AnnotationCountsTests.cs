using Venn.Engine.Query.Evaluation;

namespace Venn.Engine.Tests.Query;

public sealed class AnnotationCountsTests
{
    [Fact]
    public void Change_RandomSets_IsAsIfMadeAnew()
    {
        var seed = QuerySeed.Get();
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var before = Enumerable.Range(0, 50).Select(_ => 1000L + random.Next(40)).ToList();
            var removed = before.Take(random.Next(10)).ToArray();
            var added = Enumerable.Range(0, random.Next(10)).Select(_ => 995L + random.Next(60)).ToArray();
            var anew = new AnnotationCounts([.. before.Skip(removed.Length), .. added]);

            // Null: an item lies so far off that the counts must be made anew.
            if (new AnnotationCounts([.. before]).Change(added, removed) is { } changed)
            {
                Assert.All(Enumerable.Range(990, 80), item => Assert.True(anew[item] == changed[item], $"seed {seed}, item {item}"));
            }
        }
    }

    [Fact]
    public void Change_ItemsJustAfterTheLast_NeedsNoNewCount() =>
        Assert.Equal(1, new AnnotationCounts([10, 11, 12, 12]).Change([13], [])![13]);
}
