using Venn.Engine.Query;
using Venn.Engine.Segments;
using Venn.Engine.Tests.Query;
using Venn.Storage.Catalog;

namespace Venn.Engine.Tests.Segments;

public sealed class DictionaryBudgetTests
{
    [Fact]
    public void Select_BudgetOfNothing_AnswersTheSameAndForgets()
    {
        var seed = QuerySeed.Get();
        var budget = new DictionaryBudget(limitBytes: 0);
        using var fixture = new QueryFixture(new Random(seed), dictionaries: budget);
        fixture.SealAll();
        var largest = 0L;
        for (var i = 0; i < 300; i++)
        {
            var relation = (Relation)(i % 2);
            var filter = fixture.Data.NextFilter(relation);
            var expected = fixture.Oracle.Select(relation, filter).Select(row => row.Number.Value);
            Assert.True(
                expected.SequenceEqual(fixture.Select(relation, filter).Select(number => (long)number)), $"seed {seed}, filter {i}");
            largest = Math.Max(largest, budget.SizeBytes);
        }

        // One dictionary at a time is more than the budget, and is let stand: it was asked for.
        Assert.InRange(largest, 1, 4096);
    }

    [Fact]
    public void Select_RoomForAll_KeepsThem()
    {
        var budget = new DictionaryBudget(limitBytes: 1 << 20);
        using var fixture = new QueryFixture(new Random(1), dictionaries: budget);
        fixture.SealAll();
        _ = fixture.Select(Relation.Items, new Filter.Glob(FieldPath.Path, "*f1*"));
        var once = budget.SizeBytes;
        _ = fixture.Select(Relation.Items, new Filter.Glob(FieldPath.Path, "*f2*"));
        Assert.True(once > 0 && budget.SizeBytes == once);
    }
}
