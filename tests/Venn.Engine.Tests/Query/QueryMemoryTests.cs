using Venn.Engine.Query;
using Venn.Engine.Segments;
using Venn.Storage.Catalog;

namespace Venn.Engine.Tests.Query;

/// <summary>What queries leave in memory stays below its limits, and the limits are what holds it there.</summary>
public sealed class QueryMemoryTests(ITestOutputHelper output)
{
    private const long AnswersLimitBytes = 200_000;
    private const long DictionariesLimitBytes = 50_000;

    [Fact]
    public void Page_HundredsOfQuestions_KeepsNoMoreThanTheLimits()
    {
        var seed = QuerySeed.Get();
        var random = new Random(seed);
        var dictionaries = new DictionaryBudget(DictionariesLimitBytes);
        using var fixture = new QueryFixture(random, itemCount: 2000, dictionaries: dictionaries, answersLimitBytes: AnswersLimitBytes);
        fixture.SealAll();
        var (answers, texts) = (0L, 0L);
        for (var i = 0; i < 300; i++)
        {
            var relation = (Relation)(i % 2);
            var request = new QueryRequest
            {
                Filter = i % 3 == 0 ? new Filter.Exists(fixture.Data.NextBodyField()) : fixture.Data.NextFilter(relation),
                Sort = [fixture.Data.NextSort()], Offset = 30 + random.Next(100), Limit = 20,
            };
            fixture.Engine.Page(fixture.State, relation, request, TestContext.Current.CancellationToken);
            fixture.Engine.CountAnnotatedItems(fixture.State);
            (answers, texts) = (Math.Max(answers, fixture.Engine.KeptBytes), Math.Max(texts, dictionaries.SizeBytes));
        }

        output.WriteLine($"seed {seed}: at most {answers} bytes of answers, {texts} of dictionaries");
        Assert.InRange(answers, AnswersLimitBytes / 4, AnswersLimitBytes);
        Assert.InRange(texts, DictionariesLimitBytes / 2, DictionariesLimitBytes);
    }
}
