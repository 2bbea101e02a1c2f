namespace Venn.Protocol.Requests;

/// <summary>A collection on request.</summary>
public sealed record CollectRequest
{
    public bool DryRun { get; init; }

    /// <summary>How long what is dead stays; the server's 24 when none is given.</summary>
    public double? GraceHours { get; init; }
}
