using Venn.Engine.Revisions;

namespace Venn.Server.Features.Datasets;

/// <summary>A version that a dataset's items came from, by clone or merge.</summary>
/// <param name="Version">The dataset and the commit cloned.</param>
/// <param name="Below">Lineages given at that time are smaller; those given later are the dataset's own.</param>
internal readonly record struct DatasetOrigin(CommitId Version, long Below);
