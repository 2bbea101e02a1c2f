using Venn.Engine.Query;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Copying;
using Venn.Engine.Versions.Merging;
using Venn.TestKit.Generators;

namespace Venn.Engine.Tests.MergeOracle;

/// <summary>
/// A few datasets that descend from each other in some way (clones, narrow clones, clones of clones, merges back and
/// across), or not at all, and every policy of merging them, both ways round. One seed, one family.
/// </summary>
internal sealed class MergeFamily(OracleStore store, int seed, MergeFault fault)
{
    private const int DatasetsMax = 4;
    private const int StepsMax = 7;
    private const int PairsOfAFamily = 3;

    private static readonly CommitInfo By = new("a", "step");

    private readonly Random random = new(seed);
    private readonly List<OracleCommit> heads = [];
    private readonly List<OracleCommit> commits = [];
    private BodyGenerator? bodies;
    private MergeTrial? trial;

    private BodyGenerator Bodies => bodies ??= new BodyGenerator(random);

    private MergeTrial Trial => trial ??= new MergeTrial(store, random, fault);

    /// <returns>How many merges were made and compared.</returns>
    /// <exception cref="Model.MismatchException">One is not what the table says.</exception>
    public async Task<int> RunAsync()
    {
        try
        {
            await CreateAsync();
            for (var steps = 2 + random.Next(StepsMax); steps > 0; steps--)
            {
                await StepAsync();
            }

            while (heads.Count < 2)
            {
                await CloneAsync();
            }

            for (var i = 0; i < heads.Count; i++)
            {
                await EditAsync(i, additions: 0);
            }

            await MergeAllAsync();
            return Trial.MergesCount;
        }
        catch (Exception e)
        {
            throw new Model.MismatchException($"VENN_SEED={seed}: {e}");
        }
    }

    private Task StepAsync() => random.Next(8) switch
    {
        0 or 1 or 2 when heads.Count < DatasetsMax => CloneAsync(),
        3 when heads.Count > 1 => MergeIntoAsync(),
        4 when heads.Count > 1 => MergeAcrossAsync(),
        5 when heads.Count < DatasetsMax && random.Chance(0.4) => CreateAsync(),
        _ => EditAsync(random.Next(heads.Count), additions: 0),
    };

    private async Task CreateAsync()
    {
        var dataset = await store.Store.CreateDatasetAsync(NewInfo(), By);
        Add(dataset, [], LeftBehind.Nothing);
        await EditAsync(heads.Count - 1, additions: 1 + random.Next(4));
    }

    private async Task EditAsync(int index, int additions)
    {
        var head = heads[index];
        await FamilyEdits.RunAsync(random, Bodies, head.Version.Dataset, head.Facts, additions > 0 ? 0 : 1 + random.Next(4), additions);
        Advance(index, []);
    }

    private async Task CloneAsync()
    {
        var source = random.Chance(0.8) ? random.Pick(heads) : random.Pick(commits);
        var paths = source.Facts.Items.Values.Where(_ => random.Chance(0.7)).Select(i => FieldValue.Of(i.Path)).ToList();
        var masks = random.Chance(0.75) ? [] : Enumerable.Range(0, BodyGenerator.Masks.Count).Where(_ => random.Chance(0.5)).ToList();
        var request = new CloneRequest
        {
            Source = source.Version,
            NewDataset = NewInfo(),
            Filter = random.Chance(0.7) || paths.Count == 0 ? null : new Filter.In(FieldPath.Path, paths),
            WithAnnotations = random.Chance(0.85),
            Masks = [.. masks],
        };
        var clone = (await store.Store.CloneAsync(request, By)).Dataset;
        var facts = store.Reader.Read(clone.Head);
        var isWhole = request.Filter is null && request.WithAnnotations && masks.Count == 0;
        Add(clone, [source], isWhole ? LeftBehind.Nothing : new LeftBehind
        {
            Items = [.. source.Facts.Items.Keys.Except(facts.Items.Keys)],
            Annotations = [.. source.Facts.Annotations.Keys.Except(facts.Annotations.Keys)],
            AllAnnotations = !request.WithAnnotations,
            Masks = masks.Aggregate(0u, (bits, i) => bits | 1u << i),
        });
    }

    private async Task MergeIntoAsync()
    {
        var (into, from) = TwoIndices();
        await MergeIntoAsync(into, heads[from]);
    }

    /// <summary>Each takes the other as it was: what comes after has two newest common ancestors.</summary>
    private async Task MergeAcrossAsync()
    {
        var (left, right) = TwoIndices();
        var (mine, other) = (heads[left], heads[right]);
        await MergeIntoAsync(left, other);
        await MergeIntoAsync(right, mine);
    }

    private async Task MergeIntoAsync(int into, OracleCommit from)
    {
        if (await Trial.IntoAsync([heads[into], from], AnyPolicy()))
        {
            Advance(into, [from]);
        }
    }

    private async Task MergeAllAsync()
    {
        for (var pair = 0; pair < PairsOfAFamily; pair++)
        {
            var (a, b) = TwoIndices();
            List<OracleCommit> sides = [Near(a), Near(b)];
            var third = Enumerable.Range(0, heads.Count).Where(i => i != a && i != b).ToList();
            if (third.Count > 0 && random.Chance(0.3) && !heads.Exists(IsMasked))
            {
                sides.Add(heads[random.Pick(third)]);
            }

            await Trial.EveryWayAsync(sides);
        }
    }

    /// <summary>Of three sides of which one sees less the model test tells: what each step takes for unchanged is its rule.</summary>
    private static bool IsMasked(OracleCommit head) => head.Ancestors.Any(c => c.Left.Masks != 0);

    /// <summary>Mostly the head.</summary>
    private OracleCommit Near(int index) =>
        random.Chance(0.85) ? heads[index] : random.Pick([.. commits.Where(c => c.Dataset == heads[index].Dataset)]);

    private (int, int) TwoIndices()
    {
        var first = random.Next(heads.Count);
        return (first, (first + 1 + random.Next(heads.Count - 1)) % heads.Count);
    }

    private MergePolicy AnyPolicy() => random.Pick(Enum.GetValues<MergePolicy>());

    private DatasetInfo NewInfo() => new("p", $"{seed} {heads.Count}", default);

    private void Add(Dataset dataset, IReadOnlyList<OracleCommit> parents, LeftBehind left)
    {
        heads.Add(new OracleCommit(dataset.Head, parents, store.Reader.Read(dataset.Head), left));
        commits.Add(heads[^1]);
    }

    private void Advance(int index, IReadOnlyList<OracleCommit> merged)
    {
        var head = heads[index].Version.Dataset.Head;
        if (head.Commit.Id != heads[index].Version.Commit.Id)
        {
            heads[index] = new OracleCommit(head, [heads[index], .. merged], store.Reader.Read(head), LeftBehind.Nothing);
            commits.Add(heads[index]);
        }
    }
}
