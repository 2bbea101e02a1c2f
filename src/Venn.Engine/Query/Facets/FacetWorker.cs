using Venn.Bitmaps.Containers;
using Venn.Engine.Segments;

namespace Venn.Engine.Query.Facets;

/// <summary>What one thread finds for one facet in one pass, in whatever segments it is given.</summary>
internal abstract class FacetWorker
{
    /// <param name="index">The container's place in the set.</param>
    /// <param name="segment">Its rows.</param>
    /// <param name="members">Those of the slice.</param>
    public abstract void Visit(int index, Segment segment, Container members);
}
