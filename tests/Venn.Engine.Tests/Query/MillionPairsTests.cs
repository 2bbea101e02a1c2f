using System.Diagnostics;
using Venn.Engine.Query;
using Venn.Engine.Query.Planning;
using Venn.Storage.Catalog;

namespace Venn.Engine.Tests.Query;

/// <summary>
/// A million random pairs of a data set and a filter, each answer compared whole with the oracle's: every operator over every
/// type, missing fields, mixed types, masks, joins both ways; of every eighth also a page in a random order. A data set serves
/// many filters, in one of its forms. VENN_QUERY_SEED replays a run, VENN_QUERY_PAIRS makes it longer or shorter.
/// </summary>
public sealed class MillionPairsTests(ITestOutputHelper output)
{
    private const int FiltersPerDataSet = 2000;
    private const int FiltersPerPage = 8;

    /// <summary>A tenth of what the million has; most mistakes are met in the first.</summary>
    private const int DataSetsPerMistake = 50;

    [Fact]
    public void Select_AMillionRandomPairs_AgreesWithOracle()
    {
        var seed = QuerySeed.Get();
        var wanted = QuerySeed.Get("VENN_QUERY_PAIRS", 1_000_000);
        var dataSets = (wanted + FiltersPerDataSet - 1) / FiltersPerDataSet;
        output.WriteLine($"seed {seed}");
        var start = Stopwatch.GetTimestamp();
        long pairs = 0;
        Parallel.For(
            0, dataSets, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            i => Interlocked.Add(ref pairs, RunDataSet(seed, i, Mistake.None)));
        output.WriteLine($"{pairs} pairs over {dataSets} data sets agreed in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s");
        Assert.True(pairs >= wanted);
    }

    public static TheoryData<Mistake> Mistakes => [.. Enum.GetValues<Mistake>().Where(mistake => mistake != Mistake.None)];

    /// <summary>The comparison must notice a wrong answer of every kind: here the oracle gives it.</summary>
    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Select_OracleWrongOnPurpose_IsCaughtWithinAFewDataSets(Mistake mistake)
    {
        var seed = QuerySeed.Get();
        var caught = Enumerable.Range(0, DataSetsPerMistake).Any(i =>
            Record.Exception(() => RunDataSet(seed, i, mistake)) is Xunit.Sdk.FailException);
        Assert.True(caught, $"seed {seed}: {mistake} went unnoticed");
    }

    private static int RunDataSet(int seed, int index, Mistake mistake)
    {
        var random = new Random(unchecked((seed * 397) + index));
        using var fixture = new QueryFixture(
            random, itemCount: 4 + random.Next(16), pathLimit: random.Next(5) == 0 ? 6 : 1024, mistake);
        var form = Take(fixture, random.Next(4));
        for (var i = 0; i < FiltersPerDataSet; i++)
        {
            var relation = (Relation)(i % 2);
            var filter = fixture.Data.NextFilter(relation);
            var where = $"seed {seed}, data set {index}, filter {i}, {form}, {relation}: {FilterKey.Of(filter)}";
            var expected = fixture.Oracle.Select(relation, filter);
            var actual = fixture.Select(relation, filter);
            if (!expected.Select(row => row.Number.Value).SequenceEqual(actual.Select(number => (long)number)))
            {
                Assert.Fail($"{where}\n{fixture.Describe(relation, expected.Select(row => row.Number.Value), actual.Select(number => (long)number))}");
            }

            if (i % FiltersPerPage == 0)
            {
                CheckPage(fixture, random, relation, filter, where);
            }
        }

        return FiltersPerDataSet;
    }

    private static void CheckPage(QueryFixture fixture, Random random, Relation relation, Filter filter, string where)
    {
        var sort = Enumerable.Range(0, random.Next(4)).Select(_ => fixture.Data.NextSort()).ToList();
        var request = new QueryRequest { Filter = filter, Sort = sort, Offset = random.Next(8), Limit = random.Next(12) };
        var (expected, totalCount) = fixture.Oracle.Page(relation, request);
        var page = fixture.Engine.Page(fixture.State, relation, request, CancellationToken.None);
        if (page.TotalCount != totalCount || !page.Revisions.SequenceEqual(expected))
        {
            Assert.Fail(
                $"{where}\nsorted by {string.Join(", ", sort)}, offset {request.Offset}, limit {request.Limit}\n"
                + $"expected {string.Join(' ', expected)} of {totalCount}\nactual   {string.Join(' ', page.Revisions)} of {page.TotalCount}");
        }
    }

    private static string Take(QueryFixture fixture, int form)
    {
        if (form == 0)
        {
            return "tail";
        }

        fixture.SealAll();
        if (form == 1)
        {
            return "sealed";
        }

        if (form == 3)
        {
            fixture.DeleteFiles();
        }

        fixture.Reopen();
        return form == 2 ? "reopened" : "rebuilt";
    }
}
