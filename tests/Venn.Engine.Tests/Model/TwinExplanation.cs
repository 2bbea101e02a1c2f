using System.Text;
using Venn.Engine.Versions.Merging;
using Venn.Storage.Catalog;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.Model;

/// <summary>For a merge on which engine and model differ: what the lineages in question are on each side.</summary>
internal sealed class TwinExplanation(Twin twin)
{
    public string Of(MergeRequest request, IReadOnlyList<ModelCommit> sides, ModelMerge merge)
    {
        var text = new StringBuilder();
        var origin = ModelBase.Of(sides.Take(sides.Count - 1), sides[^1], twin.Masks);
        foreach (var conflict in twin.Engine.Store.PreviewMerge(request).Conflicts)
        {
            text.Append($"\n  engine: {conflict.Relation} {conflict.Lineage}:");
            foreach (var revision in new[] { conflict.Base, conflict.Ours, conflict.Theirs })
            {
                text.Append($"\n    {(revision is null ? "-" : twin.Comparer.Canonical(revision.Body))}");
            }
        }

        foreach (var conflict in merge.Conflicts)
        {
            text.Append($"\n  model: {conflict}");
        }

        foreach (var relation in Enum.GetValues<Relation>())
        {
            foreach (var lineage in sides.SelectMany(s => s.State[relation].Keys).Distinct().Order())
            {
                var at = sides.Select(s => Describe(s.State, relation, lineage)).ToList();
                if (at.Distinct().Count() > 1)
                {
                    text.Append($"\n  {relation} {lineage}: {string.Join(" | ", at)}, origin ")
                        .Append(Describe(origin.State, relation, lineage));
                }
            }
        }

        var ways = sides.Select(s => $"{s.First} from {string.Join(' ', s.First.Parents)}");
        return text.Append($"\n  ways: {string.Join("; ", ways)}").ToString();
    }

    private string Describe(ModelState state, Relation relation, long lineage) =>
        state[relation].TryGetValue(lineage, out var entry)
            ? $"{twin.Comparer.NumberOf(entry.Revision)} {entry.Revision.Path} masks {entry.Masks}"
            : "-";
}
