using Venn.Engine.Query;
using Venn.Storage.Catalog;
using Venn.Storage.Files;

namespace Venn.Engine.Segments;

/// <summary>Where the segments of one relation live.</summary>
internal sealed record SegmentStoreOptions
{
    public required Relation Relation { get; init; }

    public required IFileSystem FileSystem { get; init; }

    /// <summary>Holds the sealed files of this relation, and what is derived from them; made if absent.</summary>
    public required string Directory { get; init; }

    /// <summary>Body paths whose inside makes no columns; conditions on it read bodies.</summary>
    public IReadOnlyList<FieldPath> OpaquePaths { get; init; } = [];

    /// <summary>Numbers made of the bodies of this relation; null for none.</summary>
    public DerivedFields? Derived { get; init; }

    /// <summary>Told in words of every file that was missing or damaged and made again.</summary>
    public Action<string>? Report { get; init; }

    /// <summary>Bounds what is decoded of the files; the stores of both relations may share one.</summary>
    public DictionaryBudget Dictionaries { get; init; } = new(256L << 20);

    /// <summary>Paths a segment makes columns for; rows with further ones are noted, and answered from their bodies.</summary>
    public int PathLimit { get; init; } = 1024;
}
