using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Copying;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Merging;

/// <summary>
/// Gives the settled items their places: two of different lineage that would take one path are both kept, the later one
/// renamed; two directories of one path are one.
/// </summary>
internal sealed class PathPlacer(
    EngineContext context, MergeOutput output, DatasetState ours, DatasetState theirs, DatasetOrdinal from)
{
    private readonly Dictionary<Lineage, Settlement> settled = [];
    private readonly Dictionary<string, Lineage> placed = new(StringComparer.Ordinal);

    public RoaringBitmap Place(IEnumerable<Settlement> settlements)
    {
        // Who stays where the earlier side has it comes first: what comes or moves there is the later one.
        List<Settlement> ordered = [.. settlements.OrderBy(s => IsAtHome(s) ? 0 : 1)];
        foreach (var settlement in ordered)
        {
            settled[settlement.Lineage] = settlement;
        }

        var added = new List<ulong>();
        var removed = new List<ulong>();
        foreach (var settlement in ordered)
        {
            var number = settlement.Result is null ? (RevisionNumber?)null : PlaceOne(settlement);
            if (settlement.Ours is { } old && number != old)
            {
                removed.Add((ulong)old.Value);
            }

            if (number is { } fresh && fresh != settlement.Ours)
            {
                added.Add((ulong)fresh.Value);
                output.CountPlaced(isNew: settlement.Ours is null);
            }
        }

        return MergeStep.Change(ours.Items, added, removed);
    }

    private bool IsAtHome(Settlement settlement) =>
        settlement is { Ours: { } old, Result: { } result }
        && (result.Made?.Path ?? context.ItemSegments.GetPath(result.Number)) == context.ItemSegments.GetPath(old);

    /// <returns>The number that stands for the item in the result; null for a directory that is there already.</returns>
    private RevisionNumber? PlaceOne(Settlement settlement)
    {
        var result = settlement.Result!;
        var path = result.Made?.Path ?? context.ItemSegments.GetPath(result.Number);
        if (Holder(path, settlement.Lineage) is not { } holder)
        {
            placed[path] = settlement.Lineage;
            return result.Number;
        }

        var isDirectory = result.Made?.IsDirectory ?? context.ItemSegments.IsDirectory(result.Number);
        if (isDirectory && settlement.Ours is null && IsDirectory(holder))
        {
            output.CountMerged(1);
            return null;
        }

        var free = FreePath.Find(path, candidate =>
            Holder(candidate, settlement.Lineage) is not null
            || (context.ItemSegments.TryFindPath(theirs.Items, candidate, out var other)
                && context.ItemSegments.GetLineage(other) != settlement.Lineage));
        var seen = result.Made ?? context.Read(theirs, Relation.Items, result.Number);
        var renamed = output.Add(Relation.Items, seen with { Path = free });
        output.AddRenamed(new RenamedItem(from, settlement.Lineage, path, free));
        placed[free] = settlement.Lineage;
        return renamed.Number;
    }

    /// <summary>The other lineage that has a path in the result as far as it is placed.</summary>
    private Lineage? Holder(string path, Lineage self)
    {
        if (placed.TryGetValue(path, out var holder))
        {
            return holder == self ? null : holder;
        }

        if (!context.ItemSegments.TryFindPath(ours.Items, path, out var number))
        {
            return null;
        }

        // One that is settled itself takes its place when its turn comes.
        var lineage = context.ItemSegments.GetLineage(number);
        return lineage == self || settled.ContainsKey(lineage) ? null : lineage;
    }

    private bool IsDirectory(Lineage lineage) =>
        (context.ItemSegments.TryFindLineage(ours.Items, lineage, out var number)
            || context.ItemSegments.TryFindLineage(theirs.Items, lineage, out number))
        && context.ItemSegments.IsDirectory(number);
}
