namespace Venn.Engine.Tests.MergeOracle;

/// <summary>Who gets a path that two want: who has it on the earlier side; else the one made first. The other is renamed.</summary>
internal static class NaivePlaces
{
    /// <param name="result">Takes the items.</param>
    /// <param name="items">Where each wants to be.</param>
    /// <param name="ours">The earlier side.</param>
    /// <param name="theirs">The later side: a path it has is given to nobody else.</param>
    /// <param name="rename">Makes an item with another path.</param>
    public static void Put(
        Facts result, SortedDictionary<long, Fact> items, Facts ours, Facts theirs, Func<long, Fact, string, Fact> rename)
    {
        bool StaysHome(long lineage) => ours.Items.TryGetValue(lineage, out var mine) && mine.Path == items[lineage].Path;
        foreach (var lineage in items.Keys.Where(StaysHome).Concat(items.Keys.Where(l => !StaysHome(l))))
        {
            var item = items[lineage];
            var holder = result.Items.Values.FirstOrDefault(i => i.Path == item.Path);
            if (holder is null)
            {
                result.Items.Add(lineage, item);
            }
            else if (!(item.IsDirectory && holder.IsDirectory && !ours.Items.ContainsKey(lineage)))
            {
                bool IsFree(string path) => result.Items.Values.All(i => i.Path != path)
                    && theirs.Items.All(i => i.Key == lineage || i.Value.Path != path);
                result.Items.Add(lineage, rename(lineage, item, Numbered(item.Path).First(IsFree)));
            }
        }
    }

    /// <summary>a.jpg: a (1).jpg, a (2).jpg and so on.</summary>
    private static IEnumerable<string> Numbered(string path)
    {
        var extension = Path.GetFileName(path).LastIndexOf('.') > 0 ? Path.GetExtension(path) : "";
        for (var count = 1; ; count++)
        {
            yield return $"{path[..^extension.Length]} ({count}){extension}";
        }
    }
}
