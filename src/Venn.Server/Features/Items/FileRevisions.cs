using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Ancestry;
using Venn.Server.Features.Drivers;
using Venn.Server.Security;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Items;

/// <summary>
/// The files that an item has had: those revisions of its past at which the binary became another. Cost: follows how often the
/// item was edited.
/// </summary>
internal static class FileRevisions
{
    /// <returns>Newest first, with its number: the first file is 1. Empty when the version does not have the item.</returns>
    public static IReadOnlyList<(int Number, RevisionOrigin Origin)> Read(
        HttpContext context, DataServices services, DatasetVersion version, Lineage lineage)
    {
        if (version.FindItem(lineage) is not { IsDirectory: false } present)
        {
            return [];
        }

        var files = new List<(int, RevisionOrigin)>();
        var last = default(object);
        foreach (var origin in ReadPast(context, services, version, present))
        {
            var file = FileOf(origin.Revision);
            if (!file.Equals(last))
            {
                files.Add((files.Count + 1, origin));
                last = file;
            }
        }

        files.Reverse();
        return files;
    }

    /// <summary>What tells one file from another: the hash of the bytes, or the object and its state.</summary>
    public static object FileOf(Revision item) =>
        item.Content.IsNone && ExternalRef.Of(item) is { } reference ? reference : (item.Content, item.SizeBytes);

    /// <summary>
    /// The item's log, oldest first, without what the caller may not have: of what was written in a dataset of others, only that
    /// which came over into this one. What the source of a clone held before is no part of the clone.
    /// </summary>
    private static IEnumerable<RevisionOrigin> ReadPast(
        HttpContext context, DataServices services, DatasetVersion version, Revision present)
    {
        var own = version.Dataset.Ordinal;
        var log = services.Store.Blame.ReadLog(version, Relation.Items, present.Lineage);
        var past = log
            .Where(o => o.Commit.Id.Dataset == own || MaySee(context, services, o.Commit.Id.Dataset))
            .ToDictionary(o => o.Revision.Number);
        foreach (var held in FindHeld(version, present, log).Where(revision => !past.ContainsKey(revision.Number)))
        {
            if (services.Store.FindAny(held.Origin.Dataset)?.FindVersion(held.Origin.Sequence) is { } written)
            {
                past[held.Number] = new RevisionOrigin(held, written.Commit, "");
            }
        }

        return past.Values.OrderBy(o => o.Commit.CreatedAt).ThenBy(o => o.Commit.Generation);
    }

    /// <summary>Revisions that the dataset itself had: the present one, and what each that it wrote took the place of.</summary>
    private static List<Revision> FindHeld(DatasetVersion version, Revision present, IReadOnlyList<RevisionOrigin> log)
    {
        List<Revision> held = [present];
        foreach (var origin in log.Where(o => o.Commit.Id.Dataset == version.Dataset.Ordinal && o.Commit.Id.Sequence > 1))
        {
            if (version.Dataset.FindVersion(origin.Commit.Id.Sequence - 1)?.FindItem(present.Lineage) is { } before)
            {
                held.Add(before);
            }
        }

        return held;
    }

    private static bool MaySee(HttpContext context, DataServices services, DatasetOrdinal ordinal) =>
        services.Store.FindAny(ordinal) is { } dataset && services.Access.MaySee(context.GetCaller(), dataset.Info.Scope);
}
