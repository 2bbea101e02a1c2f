using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Segments;

/// <summary>The durable revisions, from which every segment can be made again.</summary>
internal interface IRevisionSource
{
    /// <summary>The durable revisions with first ≤ number &lt; end, ascending.</summary>
    IEnumerable<Revision> Read(Relation relation, RevisionNumber first, RevisionNumber end);
}
