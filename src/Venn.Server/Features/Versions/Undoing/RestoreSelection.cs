using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Bitmaps;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Protocol.Dql;
using Venn.Server.Features.Items;
using Venn.Server.Features.Query;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Versions.Undoing;

/// <summary>
/// Which items of a version are to be restored: those named or matched, all below a directory among them, and the
/// directories above that the dataset lacks by now.
/// </summary>
internal static class RestoreSelection
{
    private const int NamedMax = 20;

    /// <exception cref="ApiException">400: neither items nor filter; 404: items that the version has not, by id.</exception>
    public static RoaringBitmap Read(
        JsonObject request, Dataset dataset, DatasetVersion version, CancellationToken cancellationToken)
    {
        var ids = request.GetTexts("items");
        var filter = request.GetObject("filter");
        if (ids is null == filter is null)
        {
            throw ApiException.BadRequest("items, filter: say what to restore, by a list of ids or by a filter: one of the two.");
        }

        var chosen = ids is not null
            ? ReadItems(ids, dataset, version)
            : version.Read(Relation.Items, Select(filter!, version, cancellationToken)).ToList();
        if (chosen.Count == 0)
        {
            throw ApiException.BadRequest("The version has no item that is meant: nothing would be restored.");
        }

        var all = chosen.ToDictionary(i => i.Lineage);
        foreach (var item in chosen)
        {
            foreach (var below in item.IsDirectory ? ReadBelow(version, item.Path) : [])
            {
                all.TryAdd(below.Lineage, below);
            }

            AddAbove(all, item.Path, dataset.Head, version);
        }

        return RevisionSets.Of(all.Values);
    }

    private static RoaringBitmap Select(JsonObject filter, DatasetVersion version, CancellationToken cancellationToken)
    {
        var element = JsonSerializer.SerializeToElement(filter);
        var query = filter.ContainsKey("filter")
            ? DqlBody.Read(element, "$.filter")
            : new DqlQuery { Filter = DqlReader.ReadFilter(element, "$.filter") };
        return version.Select(
            Relation.Items, BulkChange.Translate(version.Dataset, Relation.Items, query), cancellationToken);
    }

    private static List<Revision> ReadItems(List<string> ids, Dataset dataset, DatasetVersion version)
    {
        var found = new List<Revision>();
        var missing = new List<string>();
        foreach (var id in ids.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var (owner, number) = WireId.Parse(id, "item");
            var isOurs = owner == dataset.Ordinal || owner == version.Dataset.Ordinal;
            if (isOurs && version.FindItem(new Lineage(number)) is { } item)
            {
                found.Add(item);
            }
            else
            {
                missing.Add(id);
            }
        }

        return missing.Count == 0
            ? found
            : throw ApiException.NotFound(
                $"items: the version {WireId.OfCommit(version.Commit.Id)} has no item {string.Join(", ", missing.Take(NamedMax))}"
                + (missing.Count > NamedMax ? $" and {missing.Count - NamedMax} more" : "") + ". Nothing was restored.");
    }

    private static IEnumerable<Revision> ReadBelow(DatasetVersion version, string directory)
    {
        var pattern = new Filter.Glob(FieldPath.Path, ItemPath.Combine(directory, "*"));
        // The pattern takes '*' and '?' in the directory's own name for wildcards: look again.
        return version.Read(Relation.Items, version.Select(Relation.Items, pattern))
            .Where(i => i.Path != directory && ItemPath.IsAtOrBelow(i.Path, directory));
    }

    private static void AddAbove(
        Dictionary<Lineage, Revision> all, string path, DatasetVersion head, DatasetVersion version)
    {
        for (var above = ItemPath.GetDirectory(path); above != "/"; above = ItemPath.GetDirectory(above))
        {
            if (head.FindItem(above) is not null || version.FindItem(above) is not { } directory
                || !all.TryAdd(directory.Lineage, directory))
            {
                return;
            }
        }
    }
}
