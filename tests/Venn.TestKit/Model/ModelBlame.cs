using System.Text.Json.Nodes;
using Venn.Storage.Catalog;

namespace Venn.TestKit.Model;

/// <summary>
/// Who set what, told from whole states: back from the commit that wrote a revision to what its parents held, for as long
/// as the value is the same. Where two parents held the same value, either way is an answer.
/// </summary>
/// <param name="originOf">The commit that wrote a revision.</param>
public sealed class ModelBlame(Func<ModelRevision, ModelCommit> originOf)
{
    /// <summary>By dotted path, as text; a list is one field, and so is an object that is empty.</summary>
    public static SortedDictionary<string, string> FieldsOf(Relation relation, ModelRevision revision, JsonObject body)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Collect(body, "", fields);
        if (relation == Relation.Items)
        {
            fields["$path"] = revision.Path;
            fields["$content"] = revision.Content;
        }

        return fields;
    }

    /// <summary>The commits that may be said to have set a field of a revision to what it is there.</summary>
    public HashSet<ModelCommit> Setters(Relation relation, ModelRevision revision, string field)
    {
        var value = FieldsOf(relation, revision, revision.Body)[field];
        var setters = new HashSet<ModelCommit>();
        var seen = new HashSet<ModelRevision>(ReferenceEqualityComparer.Instance);
        var work = new Stack<ModelRevision>([revision]);
        while (work.TryPop(out var next))
        {
            if (!seen.Add(next))
            {
                continue;
            }

            var origin = originOf(next);
            var before = origin.Parents
                .Where(p => p.State[relation].ContainsKey(next.Lineage))
                .Select(p => p.State[relation][next.Lineage].Revision)
                .Where(r => FieldsOf(relation, r, r.Body).TryGetValue(field, out var then) && then == value)
                .ToList();
            if (before.Count == 0)
            {
                setters.Add(origin);
            }

            before.ForEach(work.Push);
        }

        return setters;
    }

    /// <summary>
    /// The revisions that a commit descends from: what its ancestors wrote, and what was brought over to it or to what
    /// took its place, with everything that this descends from in turn.
    /// </summary>
    /// <param name="commit">Where to look from.</param>
    /// <param name="relation">Items or annotations.</param>
    /// <param name="lineage">Which.</param>
    /// <param name="all">Every revision of the lineage there is.</param>
    public HashSet<ModelRevision> Past(ModelCommit commit, Relation relation, long lineage, IReadOnlyList<ModelRevision> all)
    {
        var past = new HashSet<ModelRevision>(ReferenceEqualityComparer.Instance);
        var reached = new HashSet<ModelCommit>();
        var work = new Stack<ModelCommit>([commit]);
        if (commit.State[relation].TryGetValue(lineage, out var present))
        {
            work.Push(originOf(present.Revision));
        }

        while (work.TryPop(out var from))
        {
            reached.UnionWith(from.Ancestors);
            foreach (var revision in all.Where(r => reached.Contains(originOf(r)) && past.Add(r)))
            {
                foreach (var parent in originOf(revision).Parents)
                {
                    if (parent.State[relation].TryGetValue(lineage, out var before))
                    {
                        work.Push(originOf(before.Revision));
                    }
                }
            }
        }

        return past;
    }

    private static void Collect(JsonNode? node, string path, SortedDictionary<string, string> fields)
    {
        if (node is not JsonObject parent || (parent.Count == 0 && path.Length > 0))
        {
            fields[path] = CanonicalText.Of(node);
            return;
        }

        foreach (var (name, value) in parent)
        {
            Collect(value, path.Length == 0 ? name : path + "." + name, fields);
        }
    }
}
