using Venn.Engine.Query;
using Venn.Engine.Query.Explaining;
using Venn.Engine.Query.Facets;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Comparing;
using Venn.Storage.Catalog;
using Venn.TestKit.Generators;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.Model;

/// <summary>Operations that change nothing, and what must hold of everything.</summary>
internal sealed class TwinReads(Twin twin)
{
    private Random Random => twin.Random;

    public bool Query(ModelDataset dataset)
    {
        var commit = twin.PickCommit(dataset);
        var version = twin.VersionOf(commit);
        var relation = Random.Chance(0.7) ? Relation.Items : Relation.Annotations;
        var filter = twin.Filters.Next(relation, depth: 3);
        var model = new ModelFilter(commit.State, twin.Masks);
        var expected = model.Select(relation, filter);
        Mismatch.UnlessSame(
            expected, version.Read(relation, version.Select(relation, filter)).Select(r => r.Lineage.Value).Order(),
            $"Select of {commit}: {FilterText.Of(filter)}");

        var sort = twin.Filters.Sort(relation);
        var (offset, limit) = (Random.Next(8), Random.Next(12));
        var page = version.Query(relation, new QueryRequest { Filter = filter, Sort = sort, Offset = offset, Limit = limit });
        Mismatch.UnlessEqual(expected.Count, page.TotalCount, $"Total of {FilterText.Of(filter)}");
        var plan = version.Explain(
            relation, new QueryRequest { Filter = filter, Sort = sort, Offset = offset, Limit = limit });
        Mismatch.UnlessSame(page.Revisions, plan.Page.Revisions, $"Explained page of {FilterText.Of(filter)}");
        Mismatch.UnlessEqual(page.TotalCount, plan.Page.TotalCount, $"Explained total of {FilterText.Of(filter)}");
        Mismatch.Unless(plan.Steps.All(AddsUp), $"A step of {FilterText.Of(filter)} gives more rows than it got");
        Mismatch.UnlessSame(
            model.Sort(relation, expected, sort).Skip(offset).Take(limit),
            version.Read(relation, page.Revisions).Select(r => r.Lineage.Value),
            $"Page {offset}+{limit} of {commit}: {FilterText.Of(filter)} by [{string.Join(", ", sort)}]");
        return true;
    }

    public bool Facets(ModelDataset dataset)
    {
        var commit = twin.PickCommit(dataset);
        var request = twin.Facets.Next();
        var answer = twin.VersionOf(commit).Facet(
            twin.Options.AreFacetsDistorted ? request with { Annotations = Filter.All } : request);
        var model = new ModelFacets(commit.State, twin.Masks, request);
        var where = $"of {commit} in {FilterText.Of(request.Items)} with {FilterText.Of(request.Annotations)}";
        var totals = answer.Totals;
        Mismatch.UnlessEqual(
            model.Totals(),
            $"{totals.ItemsCount} {totals.DirectoriesCount} {totals.SizeBytes} {totals.AnnotationsCount} {totals.AnnotatedItemsCount}",
            $"Totals {where}");
        for (var i = 0; i < request.Facets.Count; i++)
        {
            var shown = ModelFacets.Show(answer.Results[i]);
            if (request.Facets[i] is Facet.Histogram { Buckets: Buckets.Nice nice } && answer.Results[i] is FacetResult.Histogram found)
            {
                Mismatch.UnlessEqual(true, found.Counts.Count <= nice.Count && found.Counts.Sum() == found.Count, $"Buckets {where}: {shown}");
                shown = $"{found.Count}, missing {found.MissingCount}";
            }

            Mismatch.UnlessEqual(model.Answer(request.Facets[i]), shown, $"{request.Facets[i]} {where}");
        }

        return true;
    }

    public bool Sample(ModelDataset dataset)
    {
        var commit = twin.PickCommit(dataset);
        var filter = Random.Chance(0.3) ? Filter.All : twin.Filters.Next(Relation.Items);
        var sample = twin.Facets.Sample();
        var narrowed = twin.VersionOf(commit).Narrow(
            filter, twin.Options.AreFacetsDistorted ? sample with { Seed = "other" } : sample);
        var chosen = ModelSample.Take(
            commit.State, twin.Masks, new ModelFilter(commit.State, twin.Masks).Select(Relation.Items, filter), sample);
        var where = $"of {commit}: {FilterText.Of(filter)}, {sample}";
        Mismatch.UnlessSame(
            chosen, narrowed.Read(Relation.Items, narrowed.State.Items).Where(i => !i.IsDirectory).Select(i => i.Lineage.Value).Order(),
            $"Items {where}");
        var directories = narrowed.Read(Relation.Items, narrowed.State.Items).Where(i => i.IsDirectory).Select(i => i.Lineage.Value).ToHashSet();
        Mismatch.UnlessSame(
            commit.State.Annotations.Where(a => chosen.Contains(a.Value.Revision.Item) || directories.Contains(a.Value.Revision.Item)).Select(a => a.Key),
            narrowed.Read(Relation.Annotations, narrowed.State.Annotations).Select(a => a.Lineage.Value).Order(), $"Annotations {where}");
        return true;
    }

    public bool Diff()
    {
        var from = twin.PickCommit(Random.Pick([.. twin.Datasets.Values]));
        var to = twin.PickCommit(Random.Pick([.. twin.Datasets.Values]));
        var (left, right) = (twin.VersionOf(from), twin.VersionOf(to));
        var diff = twin.Engine.Store.Diff(left, right);
        Compare(Relation.Items, diff.Items);
        Compare(Relation.Annotations, diff.Annotations);
        return true;

        void Compare(Relation relation, RelationDiff found)
        {
            var model = ModelDiff.Of(relation, from.State, to.State, twin.Masks);
            var what = $"of the diff of {relation} from {from} to {to}";
            Mismatch.UnlessSame(model.Added, Lineages(right, relation, found.Added), $"Added {what}");
            Mismatch.UnlessSame(model.Removed, Lineages(left, relation, found.Removed), $"Removed {what}");
            Mismatch.UnlessSame(model.Changed, found.Changed.Select(c => c.Lineage.Value), $"Changed {what}");
        }
    }

    /// <summary>A commit never changes.</summary>
    public bool LookBack()
    {
        CompareOne(Random.Pick(Random.Pick(twin.All).Commits));
        return true;
    }

    public bool Digest(ModelDataset dataset)
    {
        var commit = twin.PickCommit(dataset);
        twin.Comparer.CompareDigest(twin.VersionOf(commit), commit.State);
        return true;
    }

    /// <summary>Everything: datasets, logs without a gap, snapshots, every head, and with <paramref name="past"/> every commit.</summary>
    public void CompareAll(bool past)
    {
        Mismatch.UnlessSame(
            twin.Living.Select(d => d.Ordinal), twin.Engine.Store.Datasets.Select(d => d.Ordinal.Value), "Living datasets");
        foreach (var dataset in twin.Datasets.Values)
        {
            var engine = twin.DatasetOf(dataset);
            Mismatch.UnlessEqual(dataset.IsDeleted, engine.IsDeleted, $"Deletion of {dataset.Ordinal}");
            if (!dataset.IsDeleted)
            {
                Mismatch.UnlessEqual(engine, twin.Engine.Store.Find("p", dataset.Name), $"Dataset named {dataset.Name}");
            }

            Mismatch.UnlessSame(
                dataset.Commits.Select(c => c.ToString()).Reverse(),
                engine.ReadLog(long.MaxValue, int.MaxValue).Select(c => c.Id.ToString()), $"Log of {dataset.Ordinal}");
            new TwinVersions(twin).CompareSnapshots(dataset);
            foreach (var commit in past ? dataset.Commits : [dataset.Head])
            {
                CompareOne(commit);
            }
        }
    }

    /// <summary>Of one that was given up, who and when is still told, and nothing else.</summary>
    private void CompareOne(ModelCommit commit)
    {
        var version = twin.VersionOf(commit);
        Mismatch.UnlessEqual(commit.IsForgotten, version.IsForgotten, $"Whether {commit} is given up");
        if (commit.IsForgotten)
        {
            TwinComparer.CompareCommit(version.Commit, commit);
            return;
        }

        twin.Comparer.Compare(version, commit);
    }

    private static bool AddsUp(QueryStep step) => step.RowsOut <= step.RowsIn && step.Steps.All(AddsUp);

    private static IEnumerable<long> Lineages(DatasetVersion version, Relation relation, IReadOnlyList<RevisionNumber> numbers) =>
        version.Read(relation, numbers).Select(r => r.Lineage.Value);
}
