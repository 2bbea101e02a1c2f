using Venn.Engine.Maintenance.Collection;
using Venn.Storage.Catalog;

namespace Venn.Engine.Tests.Model;

/// <summary>One run of engine and model side by side.</summary>
internal sealed record TwinOptions(int Seed, int OperationCount)
{
    /// <summary>SQLite on a real file, rather than memory.</summary>
    public bool IsOnDisk { get; init; }

    public int SegmentRowLimit { get; init; } = 32;

    /// <summary>Puts a faulty catalog before the right one: negative controls.</summary>
    public Func<ICatalog, ICatalog> Wrap { get; init; } = catalog => catalog;

    /// <summary>Rules of retention, collection and erasure run too.</summary>
    public bool IsCollecting { get; init; }

    /// <summary>Collection has this fault: negative controls.</summary>
    public CollectFault CollectFault { get; init; }

    /// <summary>Negative controls.</summary>
    public Distortion Distortion { get; init; }

    /// <summary>The engine is asked for facets of all annotations, and for a sample by another seed: negative controls.</summary>
    public bool AreFacetsDistorted { get; init; }
}
