using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;
using Venn.TestKit.Generators;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.Model;

/// <summary>Looks into the past: at a commit, snapshot or instant; the logs; who set what.</summary>
internal sealed class TwinHistory(Twin twin)
{
    private Random Random => twin.Random;

    /// <summary>The state that a commit, a snapshot or an instant names.</summary>
    public bool Travel(ModelDataset dataset)
    {
        var engine = twin.DatasetOf(dataset);
        DatasetVersion? version;
        ModelCommit? commit;
        switch (Random.Next(3))
        {
            case 0 when dataset.Snapshots.Count > 0:
                var (name, sequence) = Random.Pick([.. dataset.Snapshots.OrderBy(s => s.Key, StringComparer.Ordinal)]);
                commit = dataset.Commits[(int)sequence - 1];
                version = engine.ReadSnapshots().FirstOrDefault(s => s.Name == name) is { } snapshot
                    ? engine.FindVersion(snapshot.Commit.Sequence)
                    : null;
                break;
            case 1:
                var instant = Random.Pick(dataset.Commits).CreatedAt.AddMilliseconds(Random.Next(-3, 4));
                commit = dataset.At(instant);
                version = engine.FindVersionAt(instant);
                break;
            default:
                commit = Random.Pick(dataset.Commits);
                version = engine.FindVersion(commit.Sequence);
                break;
        }

        if (twin.Is(Distortion.TravelGoesOneCommitTooFar) && commit is not null)
        {
            version = twin.VersionBefore(commit);
        }

        Mismatch.UnlessEqual(commit?.ToString(), version?.Commit.Id.ToString(), "The version travelled to");
        if (commit is { IsForgotten: false })
        {
            twin.Comparer.Compare(version!, commit);
            TwinProbe.Run(version!, commit.State, Random);
        }

        Mismatch.Unless(engine.FindVersion(dataset.Commits.Count + 1) is null, $"Dataset {dataset.Ordinal} has a commit behind its head");
        Mismatch.Unless(engine.FindVersion(0) is null, $"Dataset {dataset.Ordinal} has a commit 0");
        return true;
    }

    /// <summary>A page of the log of a dataset.</summary>
    public bool Log(ModelDataset dataset)
    {
        var (last, limit) = (Random.Next(dataset.Commits.Count + 2), Random.Next(1, 30));
        var page = twin.DatasetOf(dataset).ReadLog(last, limit);
        var model = dataset.Commits.Take(last).Reverse().Take(limit).ToList();
        Mismatch.UnlessEqual(model.Count, page.Count, $"Commits of the log of {dataset.Ordinal} from {last}, at most {limit}");
        for (var i = 0; i < model.Count; i++)
        {
            TwinComparer.CompareCommit(page[i], model[i]);
        }

        return true;
    }

    /// <summary>The log and the blame of one item or annotation.</summary>
    public bool Blame(ModelDataset dataset)
    {
        var commit = twin.PickCommit(dataset);
        var relation = Random.Chance(0.6) ? Relation.Items : Relation.Annotations;
        if (commit.State[relation].Count == 0)
        {
            return false;
        }

        var (lineage, entry) = commit.State[relation].ElementAt(Random.Next(commit.State[relation].Count));
        var version = twin.VersionOf(commit);
        var what = $"{relation} {lineage} at {commit}";
        CompareLog(version, commit, relation, lineage, what);
        CompareFields(version, relation, lineage, entry, what);
        return true;
    }

    private void CompareLog(DatasetVersion version, ModelCommit commit, Relation relation, long lineage, string what)
    {
        var log = twin.Engine.Store.Blame.ReadLog(version, relation, new Lineage(lineage));
        var model = new ModelBlame(twin.Comparer.OriginOf).Past(commit, relation, lineage, twin.Comparer.RevisionsOf(relation, lineage))
            .Select(r => $"{twin.Comparer.NumberOf(r)} by {twin.Comparer.OriginOf(r)}");
        if (twin.IsPastCut)
        {
            var told = log.Select(o => $"{o.Revision.Number} by {o.Commit.Id}").ToHashSet(StringComparer.Ordinal);
            Mismatch.Unless(told.IsSubsetOf(model), $"The log of {what} tells what it does not descend from");
            var present = twin.Comparer.NumberOf(commit.State[relation][lineage].Revision);
            Mismatch.Unless(log.Any(o => o.Revision.Number.Value == present), $"The log of {what} lacks what is there");
            return;
        }

        Mismatch.UnlessSame(
            model.Order(StringComparer.Ordinal),
            log.Select(o => $"{o.Revision.Number} by {o.Commit.Id}").Order(StringComparer.Ordinal), $"Log of {what}");
        Mismatch.Unless(
            log.Zip(log.Skip(1)).All(p => p.First.Commit.Generation >= p.Second.Commit.Generation), $"The log of {what} is not the newest first");
        foreach (var origin in log)
        {
            Mismatch.UnlessEqual(twin.Datasets[origin.Commit.Id.Dataset.Value].Name, origin.DatasetName, $"Dataset in the log of {what}");
        }
    }

    private void CompareFields(DatasetVersion version, Relation relation, long lineage, ModelEntry entry, string what)
    {
        var blame = twin.Engine.Store.Blame.ReadFields(version, relation, new Lineage(lineage))
            .ToDictionary(f => f.Field, f => f.Commit.Id.ToString(), StringComparer.Ordinal);
        var seen = ModelBlame.FieldsOf(relation, entry.Revision, entry.Revision.See(entry.Masks, twin.Masks));
        var whole = ModelBlame.FieldsOf(relation, entry.Revision, entry.Revision.Body);

        // An object of which a mask leaves nothing is seen as empty, and nobody set it so.
        var fields = seen.Where(f => whole.TryGetValue(f.Key, out var value) && value == f.Value).Select(f => f.Key).ToList();
        var model = new ModelBlame(twin.Comparer.OriginOf);
        foreach (var field in fields)
        {
            Mismatch.Unless(blame.TryGetValue(field, out var named), $"Blame of {what} does not tell who set {field}");
            var setters = twin.IsPastCut
                ? [.. Holders(relation, entry.Revision, field)]
                : model.Setters(relation, entry.Revision, field).Select(c => c.ToString()).ToList();
            if (!setters.Contains(named!))
            {
                throw new MismatchException($"Blame of {what}, {field}: engine {named}, model {string.Join(" or ", setters)}");
            }
        }

        Mismatch.UnlessSame(fields.Order(StringComparer.Ordinal), blame.Keys.Order(StringComparer.Ordinal), $"Fields in the blame of {what}");
    }

    /// <summary>The commits that wrote the field as it is, whoever was first.</summary>
    private IEnumerable<string> Holders(Relation relation, ModelRevision revision, string field)
    {
        var value = ModelBlame.FieldsOf(relation, revision, revision.Body)[field];
        return twin.Comparer.RevisionsOf(relation, revision.Lineage)
            .Where(r => ModelBlame.FieldsOf(relation, r, r.Body).TryGetValue(field, out var then) && then == value)
            .Select(r => twin.Comparer.OriginOf(r).ToString());
    }
}
