using Venn.Engine.Revisions;
using Venn.Engine.Versions.Comparing;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Merging;

/// <summary>
/// Finds the items of a later side that are one with an item of the earlier side though their lineages differ. An item whose
/// own lineage is on both sides needs no match. The result follows from the two states alone, so that a merge can be repeated.
/// </summary>
internal sealed class ItemMatcher(
    EngineContext context, MergeOutput output, DatasetState ours, DatasetState theirs, DatasetOrdinal from)
{
    /// <summary>Cost: two columns of both sides; and of each candidate the path or the content.</summary>
    /// <returns>By the later side's lineage.</returns>
    public List<(RevisionNumber Ours, RevisionNumber Theirs)> Find(MergeMatch match)
    {
        if (match == MergeMatch.None)
        {
            return [];
        }

        var (mine, others) = Candidates();
        var pairs = match == MergeMatch.Path ? ByPath(mine, others) : ByContent(mine, others);
        pairs.Sort((a, b) => Segments.GetLineage(a.Theirs).CompareTo(Segments.GetLineage(b.Theirs)));
        return pairs;
    }

    private Segments.SegmentStore Segments => context.ItemSegments;

    private (HashSet<RevisionNumber> Ours, List<RevisionNumber> Theirs) Candidates()
    {
        var left = Diff.ByLineage(context, Relation.Items, ours.Items.AndNot(theirs.Items));
        var right = Diff.ByLineage(context, Relation.Items, theirs.Items.AndNot(ours.Items));
        var mine = new HashSet<RevisionNumber>();
        var others = new List<RevisionNumber>();
        var (i, j) = (0, 0);
        while (i < left.Length || j < right.Length)
        {
            var order = i == left.Length ? 1 : j == right.Length ? -1 : left[i].Lineage.CompareTo(right[j].Lineage);
            if (order < 0)
            {
                mine.Add(left[i].Number);
            }
            else if (order > 0)
            {
                others.Add(right[j].Number);
            }

            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        mine.RemoveWhere(Segments.IsDirectory);
        others.RemoveAll(Segments.IsDirectory);
        return (mine, others);
    }

    private List<(RevisionNumber Ours, RevisionNumber Theirs)> ByPath(HashSet<RevisionNumber> mine, List<RevisionNumber> others)
    {
        var pairs = new List<(RevisionNumber, RevisionNumber)>();
        foreach (var other in others)
        {
            if (Segments.TryFindPath(ours.Items, Segments.GetPath(other), out var number) && mine.Contains(number))
            {
                pairs.Add((number, other));
            }
        }

        return pairs;
    }

    private List<(RevisionNumber Ours, RevisionNumber Theirs)> ByContent(HashSet<RevisionNumber> mine, List<RevisionNumber> others)
    {
        var byContent = others.Select(n => (Content: Segments.GetContent(n), Number: n)).Where(p => !p.Content.IsNone)
            .GroupBy(p => p.Content, p => p.Number).ToDictionary(g => g.Key, g => g.ToList());
        var groups = mine.Select(n => (Content: Segments.GetContent(n), Number: n)).Where(p => byContent.ContainsKey(p.Content))
            .GroupBy(p => p.Content, p => p.Number);
        var pairs = new List<(RevisionNumber, RevisionNumber)>();
        foreach (var group in groups.OrderBy(g => g.Key.ToString(), StringComparer.Ordinal))
        {
            MatchGroup(group.Key, [.. group], byContent[group.Key], pairs);
        }

        return pairs;
    }

    private void MatchGroup(
        ContentHash content, List<RevisionNumber> mine, List<RevisionNumber> others,
        List<(RevisionNumber Ours, RevisionNumber Theirs)> pairs)
    {
        if (mine.Count > 1 || others.Count > 1)
        {
            // Several copies of a file: those at the same path belong together, whatever the others are.
            var byPath = mine.ToDictionary(Segments.GetPath, StringComparer.Ordinal);
            foreach (var other in others.ToList())
            {
                if (byPath.TryGetValue(Segments.GetPath(other), out var same))
                {
                    pairs.Add((same, other));
                    mine.Remove(same);
                    others.Remove(other);
                }
            }
        }

        if (mine.Count == 1 && others.Count == 1)
        {
            pairs.Add((mine[0], others[0]));
        }
        else if (mine.Count > 0 && others.Count > 0)
        {
            output.AddAmbiguous(new AmbiguousMatch(from, content, Paths(mine), Paths(others)));
        }
    }

    private List<string> Paths(List<RevisionNumber> numbers) =>
        [.. numbers.Select(Segments.GetPath).Order(StringComparer.Ordinal)];
}
