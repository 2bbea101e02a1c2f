using Venn.Storage.Catalog;

namespace Venn.Engine.Revisions;

/// <summary>
/// Decoded groups under a byte budget, in two generations: when the young one has half of the budget it becomes the old
/// one, and what the old one held and nobody asked for is dropped. Threads: safe; the lock is held for a look-up alone.
/// </summary>
internal sealed class GroupCache(long budgetBytes)
{
    private const int OverheadBytes = 160;

    private readonly Lock gate = new();
    private Dictionary<(Relation, long), Revision?[]> young = [];
    private Dictionary<(Relation, long), Revision?[]> old = [];
    private long youngBytes;

    public Revision?[]? Find(Relation relation, long group)
    {
        lock (gate)
        {
            if (young.TryGetValue((relation, group), out var found))
            {
                return found;
            }

            if (!old.TryGetValue((relation, group), out found))
            {
                return null;
            }

            Add(relation, group, found);
            return found;
        }
    }

    public void Put(Relation relation, long group, Revision?[] slots)
    {
        lock (gate)
        {
            Add(relation, group, slots);
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            (young, old, youngBytes) = ([], [], 0);
        }
    }

    private void Add(Relation relation, long group, Revision?[] slots)
    {
        if (youngBytes > budgetBytes / 2)
        {
            (old, young, youngBytes) = (young, [], 0);
        }

        young[(relation, group)] = slots;
        foreach (var revision in slots)
        {
            youngBytes += revision is null ? 8 : OverheadBytes + revision.Body.Length + (2 * revision.Path.Length);
        }
    }
}
