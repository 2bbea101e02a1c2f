namespace Venn.Engine.Maintenance.Collection;

/// <summary>The JSON of the last mark: what was dead, and since when its grace time runs.</summary>
internal sealed record MarkDocument
{
    /// <summary>Unix milliseconds.</summary>
    public long AtMs { get; init; }

    /// <summary>See <see cref="SetText"/>.</summary>
    public string Items { get; init; } = "";

    public string Annotations { get; init; } = "";
}
