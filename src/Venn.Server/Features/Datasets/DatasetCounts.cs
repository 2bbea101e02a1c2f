using System.Runtime.CompilerServices;
using Venn.Engine.Query;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Datasets;

/// <summary>What a dataset's JSON counts. Counted once a version: files that are not hidden, and annotations.</summary>
internal sealed record DatasetCounts(long Items, long Annotations, long AnnotatedItems)
{
    private static readonly ConditionalWeakTable<DatasetVersion, DatasetCounts> Counted = [];

    /// <summary>What counts as an item: a file that is not hidden.</summary>
    public static Filter VisibleFiles { get; } = new Filter.And(
    [
        new Filter.Not(new Filter.Compare(FieldPath.IsDirectory, Comparison.Equal, FieldValue.Of(true))),
        new Filter.Compare(FieldPath.Of("hidden"), Comparison.Equal, FieldValue.Of(false)),
    ]);

    public static DatasetCounts Of(DatasetVersion version) =>
        Counted.GetValue(version, static v => v.State.Items.IsEmpty
        ? new DatasetCounts(0, 0, 0)
        : new DatasetCounts(
            v.Select(Relation.Items, VisibleFiles).Cardinality,
            v.State.Annotations.Cardinality,
            v.CountAnnotatedItems()));
}
