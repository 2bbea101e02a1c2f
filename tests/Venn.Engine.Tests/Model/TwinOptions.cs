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

    /// <summary>The engine is told another policy than the model: negative controls.</summary>
    public bool IsMergeDistorted { get; init; }

    /// <summary>The engine is asked for facets of all annotations, and for a sample by another seed: negative controls.</summary>
    public bool AreFacetsDistorted { get; init; }
}
