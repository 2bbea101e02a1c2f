using System.Diagnostics;
using Venn.Benchmarks.Reporting;
using Venn.Engine.Query;
using Venn.Engine.Query.Facets;
using Venn.Engine.Query.Samples;
using Venn.Engine.Versions;
using Venn.Server.Hosting;
using Venn.Storage.Catalog;

namespace Venn.Benchmarks.Query;

/// <summary>Facets, samples and explanations in the engine, on the rows of the benchmark of queries.</summary>
internal sealed class FacetBenchmark(Report report, string directory, int items)
{
    private const int RunCount = 30;

    private static readonly FieldPath Label = FieldPath.Parse("label");
    private static readonly FieldPath Weather = FieldPath.Parse("metadata.user.weather");

    public async Task RunAsync()
    {
        await using var store = await QueryStore.OpenAsync(directory);
        var dataset = await store.CreateDatasetAsync(new DatasetInfo("p", "bench", "{}"u8.ToArray()), new CommitInfo("bench@example.org", "create"));
        await QueryStore.LoadAsync(store, dataset, items);
        var head = dataset.Head;
        var annotations = QueryBenchmark.SizeOf(Path.Combine(directory, "segments", "annotations"));
        report.Add(Figure.AtMost("segments of annotations, with box sizes", items, "a row", "bytes", (double)annotations / head.State.Annotations.Cardinality));

        Measure("facet by label", () => Facet(head, Filter.All, Values(Relation.Annotations, Label)));
        Measure("8 facets and totals at once", () => Facet(head, Filter.All, Many()));
        Measure("8 facets and totals of the items of one weather", () => Facet(
            head, new Filter.Compare(Weather, Comparison.Equal, FieldValue.Of("rain")), Many()));
        Measure("histogram of box areas, 20 round buckets", () => Facet(
            head, Filter.All, new Facet.Histogram(Relation.Annotations, BoxSize.Area, new Buckets.Nice(20))));
        Measure("quartiles of box widths", () => Facet(
            head, Filter.All, new Facet.Histogram(Relation.Annotations, BoxSize.Width, new Buckets.Quantiles(4))));
        Measure("32 labels together", () => Facet(head, Filter.All, new Facet.Together(Label, 32)));
        Measure("sample, 10 %", () => head.Narrow(null, new Sample { Seed = "s", Size = new SampleSize.Percent(10) }));
        Measure("sample, 10 %, stratified by label", () => head.Narrow(null, new Sample
        {
            Seed = "s", Size = new SampleSize.Percent(10), Strata = new Strata(Relation.Annotations, Label),
        }));
        var query = new QueryRequest { Filter = new Filter.Compare(Weather, Comparison.Equal, FieldValue.Of("rain")), Limit = 0 };
        Measure("count by one condition", () => head.Query(Relation.Items, query));
        Measure("the same, explained", () => head.Explain(Relation.Items, query));
    }

    private static Facet[] Many() =>
    [
        Values(Relation.Annotations, Label), Values(Relation.Annotations, FieldPath.Parse("type")), Values(Relation.Items, Weather),
        Values(Relation.Items, FieldPath.Parse("metadata.user.tags")),
        new Facet.Values(Relation.Items, FieldPath.Directory) { Depth = 1 },
        new Facet.Histogram(Relation.Items, FieldPath.SizeBytes, new Buckets.Nice(20)),
        new Facet.Histogram(Relation.Items, FieldPath.Parse("metadata.user.capturedAt"), new Buckets.Nice(20)),
        new Facet.Histogram(Relation.Annotations, BoxSize.Area, new Buckets.Nice(20)),
    ];

    private static Facet.Values Values(Relation relation, FieldPath field) => new(relation, field);

    private static FacetAnswer Facet(DatasetVersion version, Filter filter, params Facet[] facets) =>
        version.Facet(new FacetRequest { Items = filter, Facets = facets });

    private void Measure(string name, Func<object> ask)
    {
        ask();
        ask();
        var samples = new Samples();
        for (var run = 0; run < RunCount; run++)
        {
            var start = Stopwatch.GetTimestamp();
            ask();
            samples.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        report.Add(Figure.AtMost(name, items, "p50", "ms", samples.Median));
        report.Add(Figure.AtMost(name, items, "p99", "ms", samples.Percentile(0.99)));
    }
}
