using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Versions.Ancestry;

/// <summary>
/// Tells who made what. Every revision knows the commit that wrote it, so a lineage's past is its own revisions and not
/// the history of the dataset: the cost follows how often the item was edited, and merged. Threads: safe.
/// </summary>
public sealed class Blame
{
    private readonly EngineContext context;
    private readonly Func<DatasetOrdinal, Dataset?> findDataset;

    internal Blame(EngineContext context, Func<DatasetOrdinal, Dataset?> findDataset)
    {
        this.context = context;
        this.findDataset = findDataset;
    }

    /// <summary>
    /// The revisions of a lineage that a version descends from, the newest first: those written in the version's dataset or
    /// in one of its ancestry, up to where it branched off; and what was brought over from elsewhere, with its own past.
    /// </summary>
    public IReadOnlyList<RevisionOrigin> ReadLog(DatasetVersion version, Relation relation, Lineage lineage)
    {
        var past = new LineagePast(context, relation, lineage);
        var graph = new JointGraph(context.Catalog);
        var found = new Dictionary<RevisionNumber, LineagePast.Written>();
        var work = new Queue<LineagePast.Written>();
        void Add(LineagePast.Written written)
        {
            if (found.TryAdd(written.Revision.Number, written))
            {
                work.Enqueue(written);
            }
        }

        void AddReached(CommitId from)
        {
            var reach = graph.Reach(from);
            foreach (var written in past.All)
            {
                if (reach.TryGetValue(written.Revision.Origin.Dataset, out var reached)
                    && written.Revision.Origin.Sequence <= reached)
                {
                    Add(written);
                }
            }
        }

        AddReached(version.Commit.Id);
        if (context.SegmentsOf(relation).TryFindLineage(version.State[relation], lineage, out var now) && past.Find(now) is { } present)
        {
            AddBrought(present);
        }

        // What a cherry-pick or a restoration brought over was written by no ancestor: it is known by what took its place.
        while (found.Count < past.Count && work.TryDequeue(out var written))
        {
            foreach (var before in past.Before(written))
            {
                AddBrought(before);
            }
        }

        return [.. found.Values.Select(Tell).OrderByDescending(o => o.Commit.Generation).ThenByDescending(o => o.Commit.CreatedAt)];

        void AddBrought(LineagePast.Written written)
        {
            if (!found.ContainsKey(written.Revision.Number))
            {
                AddReached(written.Revision.Origin);
            }
        }
    }

    /// <summary>
    /// For each field of an item or annotation (by dotted path; a list is one field): the commit that set what it is. It is
    /// followed from each revision to the one whose place that took, for as long as the value is the same.
    /// </summary>
    /// <returns>By field, in ordinal order; <c>$path</c> and <c>$content</c> for an item's own.</returns>
    public IReadOnlyList<FieldOrigin> ReadFields(DatasetVersion version, Relation relation, Lineage lineage)
    {
        var present = relation == Relation.Items ? version.FindItem(lineage) : version.FindAnnotation(lineage);
        var past = new LineagePast(context, relation, lineage);
        if (present is null || past.Find(present.Number) is not { } written)
        {
            return [];
        }

        var walk = new FieldWalk(past, relation, FieldsOf(present, relation));
        walk.From(written);
        return [.. walk.Found.Select(f => new FieldOrigin(f.Key, Commit.From(f.Value), NameOf(f.Value)))];
    }

    private RevisionOrigin Tell(LineagePast.Written written) =>
        new(written.Revision, Commit.From(written.Commit), NameOf(written.Commit));

    private string NameOf(CommitRecord commit) => findDataset(new DatasetOrdinal(commit.Key.Dataset))?.Info.Name ?? "";

    internal static Dictionary<string, JsonNode?> FieldsOf(Revision revision, Relation relation)
    {
        var fields = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        Collect(JsonNode.Parse(revision.Body.Span), "", fields);
        if (relation == Relation.Items)
        {
            fields["$path"] = revision.Path;
            fields["$content"] = revision.Content.ToString();
        }

        return fields;
    }

    private static void Collect(JsonNode? node, string path, Dictionary<string, JsonNode?> fields)
    {
        if (node is not JsonObject parent || (parent.Count == 0 && path.Length > 0))
        {
            fields[path] = node;
            return;
        }

        foreach (var (name, value) in parent)
        {
            Collect(value, path.Length == 0 ? name : path + "." + name, fields);
        }
    }
}

/// <param name="Revision">As it was written, no mask over it.</param>
/// <param name="Commit">That wrote it.</param>
/// <param name="DatasetName">Where; empty when that dataset is not there any more.</param>
public sealed record RevisionOrigin(Revision Revision, Commit Commit, string DatasetName);

/// <param name="Field">Dotted path in the body, or <c>$path</c>, <c>$content</c>.</param>
/// <param name="Commit">That set what it is.</param>
/// <param name="DatasetName">Where; empty when that dataset is not there any more.</param>
public sealed record FieldOrigin(string Field, Commit Commit, string DatasetName);
