using Venn.Server.Features.Versions;
using Venn.Server.Hosting;

namespace Venn.Server.Features.Upkeep;

/// <summary>What documents say of erased items: references go, exports go, and so do digests of what is no more.</summary>
internal static class ErasureDocuments
{
    /// <summary>Kinds whose documents can refer to items.</summary>
    private static readonly string[] Referring =
    [
        Kinds.Command, Kinds.Task, Kinds.Assignment, Kinds.Recipe, Kinds.Ontology, Kinds.Setting, Kinds.FeatureSet, Kinds.FeatureVector,
    ];

    public static void AddTo(DocumentChanges changes, DataServices services, ErasureScope scope, string ownCommand)
    {
        HashSet<long> lineages = [.. scope.Plan.Items.Concat(scope.Plan.Annotations).Select(l => l.Value)];
        CleanSlices(changes, services, new ReferenceScrub(lineages, scope.Plan.Paths) { Instead = "(erased)" });
        var scrub = new ReferenceScrub(lineages, scope.Plan.Paths);
        foreach (var document in Referring.SelectMany(kind => services.Documents.List(kind)))
        {
            if (document.Id == ownCommand)
            {
                continue;
            }

            var body = document.ToObject();
            if (!scrub.Clean(body))
            {
                continue;
            }

            if (document.Kind == Kinds.FeatureVector)
            {
                // A vector is of one item.
                changes.Delete(document.Kind, document.Id);
            }
            else
            {
                changes.Replace(document.With(body, document.Name));
            }
        }

        foreach (var export in scope.Exports)
        {
            changes.Delete(export.Kind, export.Id);
        }

        foreach (var snapshot in scope.Plan.Datasets.SelectMany(d => d.Snapshots))
        {
            changes.Delete(SnapshotDigests.Kind, snapshot.Id);
        }
    }

    /// <summary>A filter goes on meaning what it meant: a condition on a path that nothing has any more, rather than none.</summary>
    private static void CleanSlices(DocumentChanges changes, DataServices services, ReferenceScrub scrub)
    {
        foreach (var slice in services.Documents.List(Kinds.Slice))
        {
            var body = slice.ToObject();
            if (scrub.Clean(body["filter"]))
            {
                changes.Replace(slice.With(body, slice.Name));
            }
        }
    }
}
