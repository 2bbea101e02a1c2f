using Venn.Storage.Catalog;

namespace Venn.Engine.Query.Facets;

/// <summary>Makes one result of passes over the segments of a relation. Between passes: one thread.</summary>
internal abstract class FacetCounter(Relation relation)
{
    public Relation Relation => relation;

    public abstract FacetWorker NewWorker();

    /// <summary>Takes what the workers of a pass found.</summary>
    /// <returns>Whether another pass is wanted.</returns>
    public abstract bool FinishPass(IEnumerable<FacetWorker> workers);
}
