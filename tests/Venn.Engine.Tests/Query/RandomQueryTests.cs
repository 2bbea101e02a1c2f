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

    [Fact]
    public void Select_ThousandsOfRowsInASegment_AgreesWithOracleInEveryForm()
    {
        var seed = Seed();
        using var fixture = new QueryFixture(new Random(seed), itemCount: 3000);
        var pairs = Compare(fixture, $"seed {seed}", 150);
        output.WriteLine($"{pairs} (data, filter) pairs of thousands of rows agreed; seed {seed}");
        Assert.True(pairs > 0);
    }

    /// <summary>The comparison of answers must notice a wrong one: here the oracle itself is wrong at the bound of "at most".</summary>
    [Fact]
    public void Select_OracleWrongOnPurpose_IsCaught()
    {
        var seed = Seed();
        var caught = false;
        for (var round = 0; round < 20 && !caught; round++)
        {
            using var fixture = new QueryFixture(new Random(seed + round), mistake: Mistake.AtMostForgetsTheBound);
            caught = Enumerable.Range(0, 300).Any(_ =>
            {
                var filter = fixture.Data.NextFilter(Relation.Items);
                return !fixture.Oracle.Select(Relation.Items, filter).Select(row => row.Number.Value)
                    .SequenceEqual(fixture.Select(Relation.Items, filter).Select(number => (long)number));
            });
        }

        Assert.True(caught, $"seed {seed}: a wrong comparison went unnoticed");
    }

    [Fact]
    public void Page_RandomSortsRangesAndOffsets_AgreesWithOracleInEveryForm()
    {
        var seed = Seed();
        for (var round = 0; round < 40; round++)
        {
            var random = new Random(seed + round);
            using var fixture = new QueryFixture(random);
            foreach (var form in Forms(fixture))
            {
                for (var i = 0; i < 20; i++)
                {
                    var relation = (Relation)(i % 2);
                    CheckPage(fixture, random, relation, $"seed {seed + round}, {form}, {relation}");
                }
            }
        }
    }

    [Fact]
    public void CountByValue_RandomFields_AgreesWithOracleInEveryForm()
    {
        var seed = Seed();
        for (var round = 0; round < 40; round++)
        {
            using var fixture = new QueryFixture(new Random(seed + round));
            foreach (var form in Forms(fixture))
            {
                for (var i = 0; i < 20; i++)
                {
                    CheckCounts(fixture, (Relation)(i % 2), $"seed {seed + round}, {form}");
                }
            }
        }
    }

    private static void CheckPage(QueryFixture fixture, Random random, Relation relation, string where)
    {
        var filter = fixture.Data.NextFilter(relation, depth: 2);
        var lineages = fixture.Live[(int)relation].Select(row => row.Lineage.Value).ToList();
        if (random.Next(2) == 0)
        {
            var bound = FieldValue.Of(lineages[random.Next(lineages.Count)]);
            filter = new Filter.And([filter, new Filter.Compare(FieldPath.Lineage, (Comparison)random.Next(5), bound)]);
        }

        var sort = Enumerable.Range(0, random.Next(4))
            .Select(_ => random.Next(3) == 0 ? new SortField(FieldPath.Lineage, random.Next(2) == 0) : fixture.Data.NextSort()).ToList();
        var request = new QueryRequest { Filter = filter, Sort = sort, Offset = random.Next(10), Limit = random.Next(20) };
        var page = fixture.Engine.Page(fixture.State, relation, request, TestContext.Current.CancellationToken);
        var again = fixture.Engine.Page(fixture.State, relation, request, TestContext.Current.CancellationToken);
        var selected = fixture.Oracle.Select(relation, filter);
        var expected = fixture.Oracle.Sort(relation, selected, sort).Skip((int)request.Offset).Take(request.Limit).Select(row => row.Number).ToList();
        Assert.True(
            page.TotalCount == selected.Count && page.Revisions.SequenceEqual(expected) && again.Revisions.SequenceEqual(expected),
            $"{where}: {FilterKey.Of(filter)} sorted by {string.Join(", ", sort)}, offset {request.Offset}, limit {request.Limit}\n"
            + $"expected {string.Join(' ', expected)} of {selected.Count}\nactual   {string.Join(' ', page.Revisions)} of {page.TotalCount}");
    }

    private static void CheckCounts(QueryFixture fixture, Relation relation, string where)
    {
        var field = fixture.Data.NextField(isInElement: false);
        var expected = new Dictionary<string, long>();
        foreach (var row in fixture.Live[(int)relation])
        {
            foreach (var value in fixture.Oracle.Scalars(relation, row, field).Select(Name).Distinct())
            {
                expected[value] = expected.GetValueOrDefault(value) + 1;
            }
        }

        var counts = fixture.Engine.CountByValue(fixture.State, relation, fixture.State[relation], field);
        Assert.True(
            counts.Count == expected.Count && counts.All(pair => expected.GetValueOrDefault(pair.Value.ToString()) == pair.Count),
            $"{where}, {relation} by {field}:\nexpected {string.Join(", ", expected)}\nactual   {string.Join(", ", counts)}");
        Assert.Equal(counts.Select(pair => pair.Count).OrderDescending(), counts.Select(pair => pair.Count));
    }

    private static string Name(object value) => value switch
    {
        string text => FieldValue.Of(text).ToString(),
        bool flag => FieldValue.Of(flag).ToString(),
        decimal whole => FieldValue.Of((long)whole).ToString(),
        double number when Math.Abs(number) < 9e18 && number == Math.Floor(number) => FieldValue.Of((long)number).ToString(),
        _ => FieldValue.Of((double)value).ToString(),
    };

    private static IEnumerable<string> Forms(QueryFixture fixture)
    {
        yield return "tail";
        fixture.SealAll();
        yield return "sealed";
        fixture.Reopen();
        yield return "reopened";
        fixture.DeleteFiles();
        fixture.Reopen();
        yield return "rebuilt";
    }

    private static int RunRound(int seed, Random random)
    {
        using var fixture = new QueryFixture(random, itemCount: 10 + random.Next(50), pathLimit: random.Next(4) == 0 ? 6 : 1024);
        return Compare(fixture, $"seed {seed}", FiltersPerRound);
    }

    private static int Compare(QueryFixture fixture, string seed, int filterCount)
    {
        var questions = Enumerable.Range(0, filterCount).Select(i => (Relation)(i % 2))
            .Select(relation => (Relation: relation, Filter: fixture.Data.NextFilter(relation)))
            .Select(question => (question.Relation, question.Filter,
                Expected: fixture.Oracle.Select(question.Relation, question.Filter).Select(row => row.Number.Value).ToList()))
            .ToList();
        var pairs = 0;
        foreach (var form in Forms(fixture))
        {
            foreach (var (relation, filter, expected) in questions)
            {
                var actual = fixture.Select(relation, filter).Select(number => (long)number);
                if (!expected.SequenceEqual(actual))
                {
                    Assert.Fail($"{seed}, {form}, {relation}: {FilterKey.Of(filter)}\n{fixture.Describe(relation, expected, actual)}");
                }

                pairs++;
            }
        }

        return pairs;
    }

    private static int Seed() => QuerySeed.Get();

    private static int Rounds() => QuerySeed.Get("VENN_QUERY_ROUNDS", 120);
}
