using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Merging;

/// <summary>Merges two revisions of what is one item: body key by key, path and binary as a key each.</summary>
internal sealed class ItemMerge(EngineContext context, MergeRules rules, MergeOutput output)
{
    /// <param name="old">What both came from; null for nothing.</param>
    /// <param name="mine">The earlier side's, whose lineage the result has.</param>
    /// <param name="other">The later side's.</param>
    /// <param name="keepsPath">The earlier side's path stays, and is no conflict.</param>
    public MergedItem Merge(Revision? old, Revision mine, Revision other, bool keepsPath = false)
    {
        var merge = new BodyMerge(
            rules, rules.ChoiceFor(Relation.Items, mine.Lineage), () => output.IsLater(mine, other), context.StampPaths);
        var body = merge.Merge(old?.Body, mine.Body, other.Body);
        var path = keepsPath ? mine.Path : Choose(merge, "$path", old?.Path, mine.Path, other.Path);
        var content = Choose(merge, "$content", old?.Content, mine.Content, other.Content);
        var merged = mine with
        {
            Body = body.Json,
            Path = path,
            Content = content,
            SizeBytes = content == mine.Content ? mine.SizeBytes : other.SizeBytes,
        };
        return new MergedItem(
            merged,
            body.IsOurs && path == mine.Path && content == mine.Content,
            body.IsTheirs && path == other.Path && content == other.Content,
            merge.Conflicts.Count == 0
                ? null
                : new MergeConflict(Relation.Items, mine.Lineage, old, mine, other, merge.Conflicts, merge.IsSettled)
                {
                    Settled = merge.Settled,
                });
    }

    private static T Choose<T>(BodyMerge merge, string field, object? was, T mine, T other)
        where T : notnull
    {
        if (mine.Equals(other) || other.Equals(was))
        {
            return mine;
        }

        if (mine.Equals(was))
        {
            return other;
        }

        return merge.TakesTheirs(field) ? other : mine;
    }
}
