using Venn.Bitmaps;

namespace Venn.Engine.Maintenance.Retention;

/// <summary>What retention knows of a dataset, immutable. Format: docs/formats/catalog.md.</summary>
internal sealed record RetentionRecord
{
    public static RetentionRecord None { get; } = new();

    /// <summary>Null: the store's default holds.</summary>
    public RetentionRule? Rule { get; init; }

    /// <summary>Unix milliseconds; null while it lives.</summary>
    public long? DeletedAtMs { get; init; }

    /// <summary>Unix milliseconds; null unless it was purged.</summary>
    public long? PurgedAtMs { get; init; }

    /// <summary>Sequences whose deltas are gone.</summary>
    public RoaringBitmap Forgotten { get; init; } = RoaringBitmap.Empty;
}
