namespace Venn.Protocol.Requests;

/// <summary>A rule of retention: the whole of it, what is left out does not hold.</summary>
public sealed record RetentionRequest
{
    public int? Days { get; init; }

    public int? Commits { get; init; }

    public int? DeletedDays { get; init; }

    /// <summary>Of a dataset: the default holds, and nothing else is given.</summary>
    public bool? Inherit { get; init; }
}
