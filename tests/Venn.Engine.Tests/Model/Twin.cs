using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.TestKit.Generators;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.Model;

/// <summary>Engine and model, that should be alike, and what tells them apart.</summary>
internal sealed class Twin(TwinOptions options)
{
    private long placeholders;
    private int names;

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

    /// <summary>A new lineage that the engine has yet to name.</summary>
    public long Fresh() => --placeholders;

    public string NewName() => $"d{++names}";

    public Dataset DatasetOf(ModelDataset dataset) =>
        Engine.Store.FindAny(new DatasetOrdinal(dataset.Ordinal)) ?? throw new MismatchException($"Dataset {dataset.Ordinal} is lost");

    public DatasetVersion VersionOf(ModelCommit commit) =>
        DatasetOf(Datasets[commit.Dataset]).FindVersion(commit.Sequence) ?? throw new MismatchException($"Commit {commit} is lost");

    /// <summary>Mostly the head, now and then one of the past.</summary>
    public ModelCommit PickCommit(ModelDataset dataset) =>
        Random.Chance(0.75) ? dataset.Head : Random.Pick(dataset.Commits);

    /// <summary>Records a first commit in the model, compares it, and gives the dataset.</summary>
    public ModelDataset Born(Dataset made, IReadOnlyList<ModelCommit> parents, ModelState state, ModelNarrowing narrowing)
    {
        var dataset = new ModelDataset(made.Ordinal.Value, made.Info.Name);
        dataset.Commits.Add(new ModelCommit
        {
            Dataset = dataset.Ordinal, Sequence = 1, Parents = parents, Narrowing = narrowing,
            State = Comparer.Adopt(made.Head, state),
        });
        Datasets.Add(dataset.Ordinal, dataset);
        Comparer.Compare(made.Head, dataset.Head);
        return dataset;
    }

    /// <summary>Records a commit on the head in the model, and compares.</summary>
    public void Grown(
        ModelDataset dataset, ModelState state, bool always = false, params IReadOnlyList<ModelCommit> merged)
    {
        var head = DatasetOf(dataset).Head;
        state = Comparer.Adopt(head, state);
        if (always)
        {
            dataset.Append(state, merged);
        }
        else
        {
            dataset.Commit(state);
        }

        Comparer.Compare(head, dataset.Head);
    }
}
