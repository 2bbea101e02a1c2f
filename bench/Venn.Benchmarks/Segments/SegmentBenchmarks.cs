using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Venn.Benchmarks.Reporting;
using Venn.Bitmaps;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Segments;
using Venn.Engine.Versions;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;
using Venn.Storage.Files;

namespace Venn.Benchmarks.Segments;

/// <summary><c>segments [items]</c>: ingest, sealing, reopening, lookups and filters, in the engine alone.</summary>
internal static class SegmentBenchmarks
{
    private static int rows;
    private const int AnnotationsPerItem = 5;
    private static readonly string[] Weathers = ["sun", "rain", "snow", "fog", "night"];
    private static readonly string[] Labels = [.. Enumerable.Range(0, 200).Select(i => $"label-{i:D3}")];

    public static void Run(Report report, int itemCount)
    {
        var directory = Directory.CreateTempSubdirectory("venn-bench-segments").FullName;
        try
        {
            Run(report, itemCount, directory);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static void Run(Report report, int itemCount, string directory)
    {
        rows = itemCount;
        using var items = Load(report, Relation.Items, itemCount, directory, NewItem);
        using var annotations = Load(report, Relation.Annotations, itemCount * AnnotationsPerItem, directory, NewAnnotation);
        var state = new DatasetState
        {
            Items = RoaringBitmap.FromRange(0, (ulong)itemCount),
            Annotations = RoaringBitmap.FromRange(0, (ulong)(itemCount * AnnotationsPerItem)),
            Masks = ImmutableArray<RoaringBitmap>.Empty,
        };
        var lineage = 0;
        Time(report, "find a lineage", 2000, () => items.TryFindLineage(state.Items, new Lineage(1 + (lineage++ * 7919L % itemCount)), out _));
        Time(report, "find a path that is there", 2000, () => items.TryFindPath(state.Items, PathOf(lineage++ * 7919L % itemCount), out _));
        Time(report, "find a path that is not", 2000, () => items.TryFindPath(state.Items, $"/none/{lineage++}.jpg", out _));
        var found = new List<RevisionNumber>();
        Time(report, "annotations of an item", 2000, () =>
        {
            found.Clear();
            annotations.FindByItem(state.Annotations, new Lineage(1 + (lineage++ * 7919L % itemCount)), found);
        });
        Queries(report, state, items, annotations);
    }

    private static void Queries(Report report, DatasetState state, SegmentStore items, SegmentStore annotations)
    {
        var engine = new QueryEngine(items, annotations, [], (_, _) => throw new InvalidOperationException("A body was read."), new QueryEngineOptions());
        var weather = FieldPath.Parse("metadata.user.weather");
        var speed = FieldPath.Parse("metadata.user.speed");
        var height = FieldPath.Parse("metadata.system.height");
        Filter isRain = new Filter.Compare(weather, Comparison.Equal, FieldValue.Of("rain"));
        Filter isFast = new Filter.Compare(speed, Comparison.Greater, FieldValue.Of(90.0));
        Filter isHigh = new Filter.Compare(height, Comparison.GreaterOrEqual, FieldValue.Of(1000));
        Filter label = new Filter.Compare(FieldPath.Parse("label"), Comparison.Equal, FieldValue.Of("label-007"));
        var filters = new (string Name, Filter Filter)[]
        {
            ("text equality", isRain),
            ("whole number range", isHigh),
            ("double range", isFast),
            ("time range", new Filter.Compare(FieldPath.Parse("createdAt"), Comparison.Less, FieldValue.Of("2024-01-03"))),
            ("path glob with a prefix", new Filter.Glob(FieldPath.Path, "/dir-01*")),
            ("path glob without", new Filter.Glob(FieldPath.Path, "*77.jpg")),
            ("name glob", new Filter.Glob(FieldPath.Name, "*77.jpg")),
            ("3 predicates", new Filter.And([isRain, isFast, isHigh])),
            ("not in", new Filter.Not(new Filter.In(weather, [FieldValue.Of("sun"), FieldValue.Of("fog")]))),
            ("array element", new Filter.Compare(FieldPath.Parse("metadata.user.tags"), Comparison.Equal, FieldValue.Of("tag3"))),
            ("annotations by label", label),
        };
        foreach (var (name, filter) in filters)
        {
            var relation = ReferenceEquals(filter, label) ? Relation.Annotations : Relation.Items;
            long count = 0;
            Time(report, $"select {name}", 30, () => count = engine.Select(state, relation, filter, CancellationToken.None).Cardinality, () => $"{count} rows");
        }

        var joined = new Filter.And([new Filter.HasAnnotation(label), isRain]);
        long joinedCount = 0;
        Time(report, "select annotation join (cold)", 10, () =>
        {
            engine = new QueryEngine(items, annotations, [], (_, _) => throw new InvalidOperationException("A body was read."), new QueryEngineOptions());
            joinedCount = engine.Select(state, Relation.Items, joined, CancellationToken.None).Cardinality;
        }, () => $"{joinedCount} rows");
        Time(report, "select annotation join (warm)", 30, () => engine.Select(state, Relation.Items, joined, CancellationToken.None));
        Time(report, "annotated items, first", 1, () => engine.Select(state, Relation.Items, new Filter.HasAnnotation(Filter.All), CancellationToken.None));
        Time(report, "annotated items, again", 30, () => engine.Select(state, Relation.Items, new Filter.HasAnnotation(Filter.All), CancellationToken.None));
        Time(report, "annotation counts, first", 1, () => engine.Select(state, Relation.Items, new Filter.Compare(FieldPath.AnnotationsCount, Comparison.Greater, FieldValue.Of(4)), CancellationToken.None));
        Time(report, "facet by label", 10, () => engine.CountByValue(state, Relation.Annotations, state.Annotations, FieldPath.Parse("label")));
        Time(report, "facet by weather", 10, () => engine.CountByValue(state, Relation.Items, state.Items, weather));
        Pages(report, engine, state, FieldPath.Lineage);
        Pages(report, engine, state, FieldPath.Name);
        Pages(report, engine, state, speed);
        Pages(report, engine, state, FieldPath.Parse("createdAt"));
    }

    private static void Pages(Report report, QueryEngine engine, DatasetState state, FieldPath field)
    {
        var request = new QueryRequest { Sort = [new SortField(field, Descending: false)] };
        Time(report, $"first page by {field}", 1, () => engine.Page(state, Relation.Items, request, CancellationToken.None));
        Time(report, $"page 900 by {field}", 30, () => engine.Page(state, Relation.Items, request with { Offset = 900_000 }, CancellationToken.None));
        var keyset = request with { Filter = new Filter.Compare(FieldPath.Lineage, Comparison.Greater, FieldValue.Of(500_000)) };
        Time(report, $"keyset page by {field}", 30, () => engine.Page(state, Relation.Items, keyset, CancellationToken.None));
    }

    private static SegmentStore Load(Report report, Relation relation, int count, string root, Func<int, Revision> make)
    {
        var directory = Path.Combine(root, relation.ToString());
        var options = new SegmentStoreOptions
        {
            Relation = relation,
            FileSystem = LocalFileSystem.Instance,
            Directory = directory,
            OpaquePaths = [FieldPath.Parse("coordinates")],
        };
        var appending = new Stopwatch();
        var sealing = new Stopwatch();
        long bodyBytes = 0;
        double appendCpu = 0;
        var store = SegmentStore.Open(options, new NoSource(), 0);
        var batch = new Revision[8000];
        for (var start = 0; start < count; start += batch.Length)
        {
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i] = make(start + i);
                bodyBytes += batch[i].Body.Length;
            }

            var cpu = CpuSeconds();
            appending.Start();
            store.Append(batch.AsSpan(0, Math.Min(batch.Length, count - start)));
            appending.Stop();
            appendCpu += CpuSeconds() - cpu;
            var sealable = ((start + batch.Length) >> 16) - 1;
            if (sealable >= 0 && ((start + batch.Length) & 0xFFFF) < batch.Length)
            {
                sealing.Start();
                store.Seal(new SegmentNumber(sealable));
                sealing.Stop();
            }
        }

        sealing.Start();
        for (var number = 0; number << 16 < count; number++)
        {
            store.Seal(new SegmentNumber(number));
        }

        sealing.Stop();
        store.Dispose();
        var sizeBytes = Directory.GetFiles(directory).Sum(file => new FileInfo(file).Length);
        report.Add(
        [
            Figure.AtMost($"{relation} bodies", count, "per row", "bytes", bodyBytes / (double)count),
            Figure.AtLeast($"{relation} append", count, "rate", "rows/s", count / appending.Elapsed.TotalSeconds),
            Figure.AtLeast($"{relation} append", count, "per CPU", "rows/s", count / appendCpu),
            Figure.AtMost(
                $"{relation} seal", count, "per segment", "ms", sealing.Elapsed.TotalMilliseconds / ((count + 65_535) / 65_536)),
            Figure.AtMost($"{relation} segment files", count, "per row", "bytes", sizeBytes / (double)count),
        ]);
        var opening = Stopwatch.StartNew();
        store = SegmentStore.Open(options, new NoSource(), count);
        report.Add(Figure.AtMost($"{relation} reopen", count, "time", "ms", opening.Elapsed.TotalMilliseconds));
        return store;
    }

    private static Revision NewItem(int i)
    {
        var random = new Random(i);
        var body = $$"""
            {"type":"file","createdAt":"{{TimeOf(i)}}","updatedAt":"{{TimeOf(i)}}","updatedBy":"dev@example.org","creator":"dev@example.org","description":null,"metadata":{"system":{"width":1920,"height":{{480 + (random.Next(8) * 120)}},"mimetype":"image/jpeg","refs":[],"encoding":"7bit"},"user":{"weather":"{{Weathers[random.Next(Weathers.Length)]}}","speed":{{(random.NextDouble() * 120).ToString("F3", CultureInfo.InvariantCulture)}},"camera":{{random.Next(16)}},"tags":["tag{{random.Next(10)}}","tag{{random.Next(10)}}"]} } }
            """;
        return new Revision
        {
            Number = new RevisionNumber(i),
            Lineage = new Lineage(i + 1),
            Path = PathOf(i),
            Content = new ContentHash((ulong)random.NextInt64(), (ulong)random.NextInt64(), (ulong)random.NextInt64(), (ulong)random.NextInt64()),
            SizeBytes = random.Next(1 << 20),
            Body = Encoding.UTF8.GetBytes(body),
        };
    }

    private static Revision NewAnnotation(int i)
    {
        var random = new Random(i);
        var score = random.NextDouble().ToString("F4", CultureInfo.InvariantCulture);
        var body = $$"""
            {"type":"box","label":"{{Labels[(int)(random.NextDouble() * random.NextDouble() * Labels.Length)]}}","coordinates":[{"x":{{random.Next(1920)}},"y":{{random.Next(1080)}}},{"x":{{random.Next(1920)}},"y":{{random.Next(1080)}}}],"createdAt":"{{TimeOf(i)}}","updatedAt":"{{TimeOf(i)}}","creator":"dev@example.org","metadata":{"system":{"status":null,"automated":false},"user":{"score":{{score}}
            } } }
            """;
        return new Revision
        {
            Number = new RevisionNumber(i),
            Lineage = new Lineage(10_000_000 + i),
            Item = new Lineage(1 + (i / AnnotationsPerItem)),
            Body = Encoding.UTF8.GetBytes(body),
        };
    }

    private static string PathOf(long i) => string.Create(CultureInfo.InvariantCulture, $"/dir-{i / 1000:D4}/image_{i:D8}.jpg");

    private static string TimeOf(int i) =>
        DateTime.UnixEpoch.AddDays(19_723).AddMilliseconds(i * 531L).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    // Processor time of this process: the machine may be shared, and then the clock on the wall tells little.
    private static double CpuSeconds()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }

    private static void Time(Report report, string name, int repeats, Action action, Func<string>? note = null)
    {
        if (repeats > 1)
        {
            action();
        }

        var times = new double[repeats];
        for (var i = 0; i < repeats; i++)
        {
            var watch = Stopwatch.StartNew();
            action();
            times[i] = watch.Elapsed.TotalMicroseconds;
        }

        Array.Sort(times);
        report.Add(Figure.AtMost(note is null ? name : $"{name} ({note()})", rows, "median", "µs", times[repeats / 2]));
        report.Add(Figure.AtMost(name, rows, "worst", "µs", times[^1]));
    }

    private sealed class NoSource : IRevisionSource
    {
        public IEnumerable<Revision> Read(Relation relation, RevisionNumber first, RevisionNumber end) => [];
    }
}
