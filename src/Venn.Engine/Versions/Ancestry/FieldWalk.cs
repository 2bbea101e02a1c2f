using System.Text.Json.Nodes;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Versions.Ancestry;

/// <summary>Follows each field from newer to older revisions for as long as it is what it is now.</summary>
internal sealed class FieldWalk(LineagePast past, Relation relation, Dictionary<string, JsonNode?> present)
{
    /// <summary>The commit that set each field.</summary>
    public SortedDictionary<string, CommitRecord> Found { get; } = new(StringComparer.Ordinal);

    public void From(LineagePast.Written written)
    {
        // Not by recursion: an item may have been edited very often.
        var work = new Stack<(LineagePast.Written Written, HashSet<string> Fields)>();
        work.Push((written, Unchanged(written, present.Keys)));
        while (work.TryPop(out var next))
        {
            var open = next.Fields;
            var before = past.Before(next.Written).ToList();
            foreach (var older in before)
            {
                // Where both sides of a merge had the same, the first one's past tells.
                var same = Unchanged(older, open);
                open.ExceptWith(same);
                if (same.Count > 0)
                {
                    work.Push((older, same));
                }
            }

            foreach (var field in open)
            {
                Found[field] = next.Written.Commit;
            }
        }
    }

    private HashSet<string> Unchanged(LineagePast.Written written, IEnumerable<string> fields)
    {
        var then = Blame.FieldsOf(written.Revision, relation);
        return [.. fields.Where(f => then.TryGetValue(f, out var value) && JsonNode.DeepEquals(value, present[f]))];
    }
}
