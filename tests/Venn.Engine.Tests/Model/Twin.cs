using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Merging;
using Venn.Storage.Catalog;
using Venn.TestKit.Generators;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.Model;

/// <summary>Engine and model, that should be alike, and what tells them apart.</summary>
internal sealed class Twin(TwinOptions options)
{
    private long placeholders;
    private int names;
    private int infos;

    public TwinOptions Options => options;

    public Random Random { get; } = new(options.Seed);

    public ModelMasks Masks { get; } = new(BodyGenerator.Masks);

    public BodyGenerator Bodies => field ??= new BodyGenerator(Random);

    public FilterGenerator Filters => field ??= new FilterGenerator(Random);

    public FacetGenerator Facets => field ??= new FacetGenerator(Random, Filters);

    public TwinStore Engine { get; } = new(options);

    public TwinComparer Comparer => field ??= new TwinComparer(this);

    /// <summary>The model: every dataset that ever was.</summary>
    public SortedDictionary<long, ModelDataset> Datasets { get; } = [];

    public List<ModelDataset> Living => [.. Datasets.Values.Where(d => !d.IsDeleted)];

    public List<ModelDataset> All => [.. Datasets.Values];

    /// <summary>Whether this run plants that mistake.</summary>
    public bool Is(Distortion distortion) => options.Distortion == distortion;

    /// <summary>A new lineage that the engine has yet to name.</summary>
    public long Fresh() => --placeholders;

    /// <summary>Mostly a new one, now and then that of a deleted dataset: undoing its deletion is then refused.</summary>
    public DatasetInfo NewInfo()
    {
        var free = Random.Chance(0.1)
            ? Datasets.Values.Where(d => d.IsDeleted).Select(d => d.Name).Except(Living.Select(d => d.Name)).Order().ToList()
            : [];
        return new DatasetInfo("p", free.Count > 0 ? Random.Pick(free) : $"d{++names}", "{}"u8.ToArray());
    }

    public List<int> PickMasks() =>
        Random.Chance(0.6) ? [] : [.. Enumerable.Range(0, Masks.Count).Where(_ => Random.Chance(0.5))];

    /// <summary>Another author and message each time.</summary>
    public CommitInfo By(string operation) => new($"u{infos++ % 7}@example.org", operation, $"m{infos}");

    public ModelMerge NewMerge() => NewMerge(MergeMatch.None, new Dictionary<(Relation, long), MergeChoice>());

    public ModelMerge NewMerge(MergeMatch match, IReadOnlyDictionary<(Relation, long), MergeChoice> choices) =>
        new(Masks, [BodyGenerator.Stamp], Fresh, Comparer.NumberOf) { Match = match, Choices = choices };

    public Dataset DatasetOf(ModelDataset dataset) =>
        Engine.Store.FindAny(new DatasetOrdinal(dataset.Ordinal)) ?? throw new MismatchException($"Dataset {dataset.Ordinal} is lost");

    public DatasetVersion VersionOf(ModelCommit commit) =>
        DatasetOf(Datasets[commit.Dataset]).FindVersion(commit.Sequence) ?? throw new MismatchException($"Commit {commit} is lost");

    /// <summary>The commit before, where there is one: what is planted instead of the right one.</summary>
    public DatasetVersion VersionBefore(ModelCommit commit) =>
        commit.Sequence > 1 ? VersionOf(Datasets[commit.Dataset].Commits[(int)commit.Sequence - 2]) : VersionOf(commit);

    /// <summary>Something of the past was given up or erased: what is told of it may be less.</summary>
    public bool IsPastCut { get; set; }

    /// <summary>Mostly the head, now and then one of the past that is kept.</summary>
    public ModelCommit PickCommit(ModelDataset dataset) =>
        Random.Chance(0.75) ? dataset.Head : PickKept(dataset);

    public ModelCommit PickKept(ModelDataset dataset) => Random.Pick([.. dataset.Commits.Where(c => !c.IsForgotten)]);

    /// <summary>Records a first commit in the model, compares it, and gives the dataset.</summary>
    public ModelDataset Born(
        Dataset made, CommitInfo by, IReadOnlyList<ModelCommit> parents, ModelState state, ModelNarrowing narrowing)
    {
        var first = made.FindVersion(1) ?? throw new MismatchException($"Dataset {made.Ordinal} has no first commit");
        var dataset = new ModelDataset(made.Ordinal.Value, made.Info.Name);
        dataset.Commits.Add(new ModelCommit
        {
            Dataset = dataset.Ordinal, Sequence = 1, Parents = parents, Narrowing = narrowing,
            State = Comparer.Adopt(first, state), Info = Text(by), CreatedAt = first.Commit.CreatedAt,
        });
        Datasets.Add(dataset.Ordinal, dataset);
        Comparer.CompareNew(first, dataset.Head);
        return dataset;
    }

    /// <summary>Records a commit on the head in the model, unless it changes nothing, and compares.</summary>
    public void Grown(
        ModelDataset dataset, CommitInfo by, ModelState state, bool always = false, params IReadOnlyList<ModelCommit> merged)
    {
        var head = DatasetOf(dataset).Head;
        state = Comparer.Adopt(head, state);
        if (!always && state.IsSameAs(dataset.Head.State))
        {
            Comparer.Compare(head, dataset.Head);
        }
        else
        {
            dataset.Commits.Add(new ModelCommit
            {
                Dataset = dataset.Ordinal, Sequence = dataset.Commits.Count + 1, Parents = [dataset.Head, .. merged], State = state,
                Info = Text(by), CreatedAt = head.Commit.CreatedAt,
            });
            Comparer.CompareNew(head, dataset.Head);
        }
    }

    /// <summary>As <see cref="Grown"/>, of a deleted dataset too.</summary>
    public void Buried(ModelDataset dataset, CommitInfo by, ModelState state)
    {
        var head = DatasetOf(dataset).Head;
        dataset.Commits.Add(new ModelCommit
        {
            Dataset = dataset.Ordinal, Sequence = dataset.Commits.Count + 1, Parents = [dataset.Head], State = state,
            Info = Text(by), CreatedAt = head.Commit.CreatedAt,
        });
    }

    /// <summary>What was refused has changed nothing.</summary>
    public void Unchanged(ModelDataset dataset, string what)
    {
        try
        {
            Comparer.Compare(DatasetOf(dataset).Head, dataset.Head);
        }
        catch (MismatchException e)
        {
            throw new MismatchException($"After {what}, which was refused: {e.Message}");
        }
    }

    public static string Text(CommitInfo info) => $"{info.Author} {info.Operation} {info.Message}";
}
