using Venn.Engine.Revisions;
using Venn.Engine.Versions;

namespace Venn.Server.Features.Datasets;

/// <summary>Where the lineages given so far end.</summary>
internal static class Origins
{
    /// <summary>A lineage larger than every one given before, of any dataset. Nothing is written.</summary>
    public static Task<Lineage> NextLineageAsync(Dataset dataset) =>
        dataset.WriteAsync(new CommitInfo("venn", "none"), static writer => writer.NewIdentity().Lineage);
}
