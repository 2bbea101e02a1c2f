using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Storage.Blobs;

namespace Venn.Engine.Exchange;

/// <summary>
/// Which binaries an archive may name without bringing them. That the store has one is not enough: whoever knows a hash
/// would read a file of others by it.
/// </summary>
internal static class LentBinaries
{
    /// <summary>Cost: a column of each version, until all are found; rows that versions share are looked at once.</summary>
    /// <returns>By hash, the size of each that a version holds and the store has.</returns>
    public static Dictionary<ContentHash, long> Find(
        EngineContext context, IReadOnlySet<ContentHash> wanted, IEnumerable<DatasetVersion> lenders, CancellationToken cancellationToken)
    {
        var found = new Dictionary<ContentHash, long>();
        var seen = RoaringBitmap.Empty;
        foreach (var lender in lenders)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (found.Count == wanted.Count)
            {
                break;
            }

            var items = lender.State.Items;
            foreach (var number in items.AndNot(seen).Select(n => new RevisionNumber((long)n)))
            {
                var content = context.ItemSegments.GetContent(number);
                if (wanted.Contains(content) && !found.ContainsKey(content) && context.Blobs.Exists(content))
                {
                    found.Add(content, context.ItemSegments.GetSizeBytes(number));
                }
            }

            seen = seen.Or(items);
        }

        return found;
    }
}
