using Venn.Bitmaps;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Segments;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Tests.Query;

/// <summary>A random store over several segments, a state of some of its rows, and the oracle of that state.</summary>
internal sealed class QueryFixture : IRevisionSource, IDisposable
{
    private readonly Dictionary<long, Revision>[] revisions = [[], []];
    private readonly long[] ends = new long[2];
    private readonly string directory = Directory.CreateTempSubdirectory("venn-segments").FullName;
    private readonly int pathLimit;
    private readonly long answersLimitBytes;
    private readonly DictionaryBudget dictionaries;
    private SegmentStore[] stores;

    public QueryFixture(
        Random random, int itemCount = 40, int pathLimit = 1024, Mistake mistake = Mistake.None, DictionaryBudget? dictionaries = null,
        long answersLimitBytes = 256 << 20)
    {
        Data = new RandomData(random);
        this.pathLimit = pathLimit;
        this.answersLimitBytes = answersLimitBytes;
        this.dictionaries = dictionaries ?? new DictionaryBudget(random.Next(3) == 0 ? 0 : 1 << 20);
        stores = Open();
        var lineage = 0L;
        var itemLineages = new List<long>();
        var live = new List<Revision>[] { [], [] };
        foreach (var relation in new[] { Relation.Items, Relation.Annotations })
        {
            var number = (long)random.Next(3);
            var count = relation == Relation.Items ? itemCount : itemCount * 2;
            for (var i = 0; i < count; i++)
            {
                // Some rows are left out, and some stand in segments of their own.
                number += random.Next(9) switch { 0 => 1 + random.Next(70), 1 when i % 13 == 0 => 65_536, _ => 1 };
                lineage += 1 + random.Next(3);
                var revision = Data.NextRevision(relation, number, lineage, itemLineages);
                if (relation == Relation.Items)
                {
                    itemLineages.Add(lineage);
                }

                revisions[(int)relation].Add(number, revision);
                stores[(int)relation].Append([revision]);
                if (random.Next(8) != 0)
                {
                    live[(int)relation].Add(revision);
                }
            }

            ends[(int)relation] = number + 1;
        }

        Live = live;
        Oracle = new Oracle(live[0], live[1], Masks) { Mistake = mistake };
        var masked = new List<RoaringBitmap>();
        for (var i = 0; i < Masks.Count; i++)
        {
            var covered = live[(int)Masks[i].Relation].Where(_ => random.Next(3) == 0).Select(row => (ulong)row.Number.Value).ToArray();
            Oracle.Masked[i].UnionWith(covered.Select(number => (long)number));
            masked.Add(RoaringBitmap.FromSorted(covered));
        }

        State = new DatasetState
        {
            Items = RoaringBitmap.FromSorted([.. live[0].Select(row => (ulong)row.Number.Value)]),
            Annotations = RoaringBitmap.FromSorted([.. live[1].Select(row => (ulong)row.Number.Value)]),
            Masks = [.. masked],
        };
        Engine = NewEngine();
    }

    public static IReadOnlyList<MaskDefinition> Masks { get; } =
    [
        new("user", Relation.Items, [FieldPath.Parse("user")], [FieldPath.Parse("user.a")]),
        new("system", Relation.Annotations, [FieldPath.Parse("system"), FieldPath.Parse("a")], []),
        new("refs", Relation.Items, [FieldPath.Parse("refs"), FieldPath.Parse("system.b")], [FieldPath.Parse("system.b.a"), FieldPath.Parse("refs.user.b")]),
    ];

    public RandomData Data { get; }

    public DatasetState State { get; }

    public IReadOnlyList<Revision>[] Live { get; }

    public Oracle Oracle { get; }

    public QueryEngine Engine { get; private set; }

    public List<string> Reports { get; } = [];

    public string DirectoryOf(Relation relation) => Path.Combine(directory, relation.ToString());

    public SegmentStore Store(Relation relation) => stores[(int)relation];

    public IEnumerable<Revision> Read(Relation relation, RevisionNumber first, RevisionNumber end) =>
        revisions[(int)relation].Values.Where(row => row.Number.Value >= first.Value && row.Number.Value < end.Value)
            .OrderBy(row => row.Number.Value);

    public void SealAll()
    {
        foreach (var store in stores)
        {
            for (var number = 0L; number << 16 < ends[(int)store.Relation]; number++)
            {
                if (store.Find(number) is not null)
                {
                    store.Seal(new SegmentNumber(number));
                }
            }
        }

        Engine = NewEngine();
    }

    public void DeleteFiles()
    {
        foreach (var relation in new[] { Relation.Items, Relation.Annotations })
        {
            foreach (var file in Directory.GetFiles(DirectoryOf(relation)))
            {
                File.Delete(file);
            }
        }
    }

    public void Close()
    {
        foreach (var store in stores)
        {
            store.Dispose();
        }

        stores = [];
    }

    public void Reopen()
    {
        Close();
        stores = Open();
        Engine = NewEngine();
    }

    public RoaringBitmap Select(Relation relation, Filter filter) =>
        Engine.Select(State, relation, filter, TestContext.Current.CancellationToken);

    /// <summary>The rows on which two answers differ, with bodies and masks.</summary>
    public string Describe(Relation relation, IEnumerable<long> expected, IEnumerable<long> actual)
    {
        var wanted = expected.ToHashSet();
        var differing = new HashSet<long>(wanted);
        differing.SymmetricExceptWith(actual);
        return string.Join('\n', differing.Order().Take(5).Select(number =>
            $"row {number} {(wanted.Contains(number) ? "is missing" : "is too many")}, masks "
            + $"[{string.Join(',', Oracle.Masked.Select(mask => mask.Contains(number)))}]: "
            + System.Text.Encoding.UTF8.GetString(revisions[(int)relation][number].Body.Span)));
    }

    public void Dispose()
    {
        foreach (var store in stores)
        {
            store.Dispose();
        }

        Directory.Delete(directory, recursive: true);
    }

    private SegmentStore[] Open() => [OpenOne(Relation.Items), OpenOne(Relation.Annotations)];

    private SegmentStore OpenOne(Relation relation)
    {
        Directory.CreateDirectory(DirectoryOf(relation));
        return SegmentStore.Open(
            new SegmentStoreOptions
            {
                Relation = relation,
                FileSystem = new UnsyncedFileSystem(),
                Directory = DirectoryOf(relation),
                OpaquePaths = RandomData.OpaquePaths,
                PathLimit = pathLimit,
                Dictionaries = dictionaries,
                Report = Reports.Add,
            },
            this, ends[(int)relation]);
    }

    private QueryEngine NewEngine() => new(
        stores[0], stores[1], Masks, (relation, number) => revisions[(int)relation][number.Value].Body,
        new QueryEngineOptions { Threads = 1 + Data.Next(3), RowsPerThread = 1, TopRowsMax = Data.Next(25), CacheBytes = answersLimitBytes });
}
