using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Features.Datasets;
using Venn.Server.Wire;

namespace Venn.Server.Features.Items.Downloading;

/// <summary>
/// Finds what an item was cloned from with nothing written per item: a lineage older than the clone came with it. Made
/// for one request.
/// </summary>
internal sealed class SourceFinder(VersionStore store, Dataset dataset)
{
    /// <summary>Clones of clones followed upwards.</summary>
    private const int MaxGenerations = 64;

    private readonly IReadOnlyList<DatasetOrigin> origins = DatasetBody.Of(dataset).Origins;
    private readonly Dictionary<CommitId, DatasetVersion?> versions = [];

    /// <summary>The direct source, or null for an item made where it is.</summary>
    public ItemSource? Find(Revision item)
    {
        if (!item.Source.IsNone)
        {
            return new ItemSource(item.SourceDataset, item.Source);
        }

        foreach (var origin in origins)
        {
            if (item.Lineage.Value < origin.Below && (IsOnly(origin) || IsIn(origin, item)))
            {
                return new ItemSource(origin.Version.Dataset, item.Lineage);
            }
        }

        return null;
    }

    /// <summary>Id of the first ancestor that can still be told.</summary>
    public string FindRoot(ItemSource direct)
    {
        var (ordinal, lineage) = (direct.Dataset, direct.Lineage);
        for (var generation = 0; generation < MaxGenerations && store.Find(ordinal) is { } parent; generation++)
        {
            var next = DatasetBody.Of(parent).Origins.FirstOrDefault(o => lineage.Value < o.Below);
            if (next.Version.Dataset == DatasetOrdinal.None)
            {
                break;
            }

            ordinal = next.Version.Dataset;
        }

        return WireId.Of(ordinal, lineage);
    }

    // A dataset born as a clone had nothing of its own before.
    private bool IsOnly(DatasetOrigin origin) => origins.Count == 1 && dataset.Source == origin.Version.Dataset;

    private bool IsIn(DatasetOrigin origin, Revision item)
    {
        if (!versions.TryGetValue(origin.Version, out var version))
        {
            version = store.Find(origin.Version.Dataset)?.FindVersion(origin.Version.Sequence);
            versions[origin.Version] = version;
        }

        // Of a source that is gone nothing more can be known.
        return version is null || version.State.Items.Contains((ulong)item.Number.Value)
            || version.FindItem(item.Lineage) is not null;
    }
}
