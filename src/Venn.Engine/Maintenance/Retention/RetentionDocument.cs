namespace Venn.Engine.Maintenance.Retention;

/// <summary>The JSON of a <see cref="RetentionRecord"/>.</summary>
internal sealed record RetentionDocument
{
    public bool HasRule { get; init; }

    public int? Days { get; init; }

    public int? Commits { get; init; }

    public int? DeletedDays { get; init; }

    public long? DeletedAtMs { get; init; }

    public long? PurgedAtMs { get; init; }

    /// <summary>See <see cref="SetText"/>.</summary>
    public string? Forgotten { get; init; }
}
