using Venn.Engine.Query;
using Venn.Engine.Query.Planning;
using Venn.Storage.Catalog;

namespace Venn.Engine.Tests.Query;

/// <summary>
/// Random data, random filters, and an oracle that knows nothing of segments: tail, sealed, reopened and rebuilt segments
/// must all answer as it does. Set VENN_QUERY_SEED to replay a run, VENN_QUERY_ROUNDS for a longer one.
/// </summary>
public sealed class RandomQueryTests(ITestOutputHelper output)
{
    private const int FiltersPerRound = 60;

    [Fact]
    public void Select_RandomDataAndFilters_AgreesWithOracleInEveryForm()
    {
        var seed = Seed();
        var pairs = 0;
        for (var round = 0; round < Rounds(); round++)
        {
            pairs += RunRound(seed + round, new Random(seed + round));
        }

        output.WriteLine($"{pairs} (data, filter) pairs agreed; seed {seed}");
        Assert.True(pairs > 0);
    }

    private static int RunRound(int seed, Random random)
    {
        using var fixture = new QueryFixture(random, itemCount: 10 + random.Next(50), pathLimit: random.Next(4) == 0 ? 6 : 1024);
        var filters = Enumerable.Range(0, FiltersPerRound)
            .Select(i => ((Relation)(i % 2), fixture.Data.NextFilter((Relation)(i % 2)))).ToList();
        var pairs = 0;
        foreach (var form in new[] { "tail", "sealed", "reopened" })
        {
            if (form == "sealed")
            {
                fixture.SealAll();
            }
            else if (form == "reopened")
            {
                fixture.Reopen();
            }

            foreach (var (relation, filter) in filters)
            {
                var expected = fixture.Oracle.Select(relation, filter).Select(row => row.Number.Value);
                var actual = fixture.Select(relation, filter).Select(number => (long)number);
                if (!expected.SequenceEqual(actual))
                {
                    Assert.Fail($"seed {seed}, {form}, {relation}: {FilterKey.Of(filter)}\n{fixture.Describe(relation, expected, actual)}");
                }

                pairs++;
            }
        }

        return pairs;
    }

    private static int Seed() =>
        int.TryParse(Environment.GetEnvironmentVariable("VENN_QUERY_SEED"), out var seed) ? seed : Random.Shared.Next(1_000_000_000);

    private static int Rounds() =>
        int.TryParse(Environment.GetEnvironmentVariable("VENN_QUERY_ROUNDS"), out var rounds) ? rounds : 150;
}
