using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Ancestry;

/// <summary>
/// Tells who made what. Every revision knows the commit that wrote it, so a lineage's past is its own revisions and not
/// the history of the dataset: the cost follows how often the item was edited. Threads: safe.
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
    /// in one of its ancestry, up to where it branched off.
    /// </summary>
    public IReadOnlyList<RevisionOrigin> ReadLog(DatasetVersion version, Relation relation, Lineage lineage)
    {
        var reach = new CommonAncestor(context).Reach(version.Commit.Id);
        var numbers = new List<RevisionNumber>();
        context.SegmentsOf(relation).FindAll(lineage, numbers);
        var origins = new List<RevisionOrigin>();
        foreach (var number in numbers)
        {
            if (context.Log.Find(relation, number) is { } revision
                && reach.TryGetValue(revision.Origin.Dataset, out var reached)
                && revision.Origin.Sequence <= reached.Sequence
                && context.History.FindCommit(revision.Origin) is { } record)
            {
                origins.Add(new RevisionOrigin(
                    revision, Commit.From(record), findDataset(revision.Origin.Dataset)?.Info.Name ?? ""));
            }
        }

        origins.Sort((a, b) => b.Commit.Generation.CompareTo(a.Commit.Generation) is not 0 and var order
            ? order
            : b.Commit.CreatedAt.CompareTo(a.Commit.CreatedAt));
        return origins;
    }

    /// <summary>For each field of an item or annotation (by dotted path; a list is one field): the commit that set what it is.</summary>
    /// <returns>By field, in ordinal order; <c>$path</c> and <c>$content</c> for an item's own.</returns>
    public IReadOnlyList<FieldOrigin> ReadFields(DatasetVersion version, Relation relation, Lineage lineage)
    {
        var present = relation == Relation.Items ? version.FindItem(lineage) : version.FindAnnotation(lineage);
        if (present is null)
        {
            return [];
        }

        var log = ReadLog(version, relation, lineage);
        var walk = new FieldWalk(new CommonAncestor(context), relation, log, FieldsOf(present, relation));

        // Revisions written after the present one were rolled back.
        walk.From(log.SkipWhile(o => o.Revision.Number != present.Number));
        return [.. walk.Found.Values];
    }

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

/// <summary>Follows each field from newer to older revisions for as long as it is what it is now.</summary>
internal sealed class FieldWalk(
    CommonAncestor ancestry, Relation relation, IReadOnlyList<RevisionOrigin> log, Dictionary<string, JsonNode?> present)
{
    public SortedDictionary<string, FieldOrigin> Found { get; } = new(StringComparer.Ordinal);

    public void From(IEnumerable<RevisionOrigin> origins) => Walk(origins, [.. present.Keys]);

    private void Walk(IEnumerable<RevisionOrigin> origins, HashSet<string> open)
    {
        foreach (var origin in origins)
        {
            var then = Blame.FieldsOf(origin.Revision, relation);
            open.RemoveWhere(f => !then.TryGetValue(f, out var value) || !JsonNode.DeepEquals(value, present[f]));
            foreach (var field in open)
            {
                Found[field] = new FieldOrigin(field, origin.Commit, origin.DatasetName);
            }

            if (open.Count == 0)
            {
                return;
            }

            if (origin.Commit.Parents.Count > 1)
            {
                // A merge: each side has its own past.
                foreach (var parent in origin.Commit.Parents)
                {
                    var reach = ancestry.Reach(parent);
                    Walk(
                        log.Where(o => reach.TryGetValue(o.Commit.Id.Dataset, out var r) && o.Commit.Id.Sequence <= r.Sequence),
                        [.. open]);
                }

                return;
            }
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
