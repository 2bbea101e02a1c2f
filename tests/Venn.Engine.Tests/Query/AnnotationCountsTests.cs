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

    /// <summary>A byte holds most counts; the others, and what crosses between the two, are told alike.</summary>
    [Theory]
    [InlineData(253, 1, 0)]
    [InlineData(254, 1, 0)]
    [InlineData(255, 0, 1)]
    [InlineData(256, 0, 2)]
    [InlineData(1000, 700, 1600)]
    public void Change_AroundWhatAByteHolds_IsCounted(int before, int added, int removed)
    {
        var counts = new AnnotationCounts(Enumerable.Repeat(7L, before).Append(8L).ToArray());
        Assert.Equal(before, counts[7]);
        var changed = counts.Change(Enumerable.Repeat(7L, added).ToArray(), Enumerable.Repeat(7L, removed).ToArray())!;
        Assert.Equal(before + added - removed, changed[7]);
        Assert.Equal(before, counts[7]);
        Assert.Equal(1, changed[8]);
    }

    /// <summary>Parts in whatever order, near and far: as a table of pairs has them.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(1_000_000_000)]
    public void Add_PartsInAnyOrder_AreCounted(long step)
    {
        var seed = QuerySeed.Get();
        var random = new Random(seed);
        for (var round = 0; round < 50; round++)
        {
            var items = Enumerable.Range(0, 600).Select(_ => random.Next(60) * step).ToArray();
            var builder = new AnnotationCountsBuilder(items.Length);
            foreach (var part in items.Chunk(1 + random.Next(100)))
            {
                builder.Add(part);
            }

            var counts = AnnotationCounts.Of(builder);
            Assert.All(Enumerable.Range(-1, 62), i =>
                Assert.True(items.Count(item => item == i * step) == counts[i * step], $"seed {seed}, item {i * step}"));
        }
    }

    [Fact]
    public void Change_ItemsJustAfterTheLast_NeedsNoNewCount() =>
        Assert.Equal(1, new AnnotationCounts([10, 11, 12, 12]).Change([13], [])![13]);
}
