namespace Venn.Protocol.Errors;

/// <summary>The body of every answer of 400 and above.</summary>
public sealed record ErrorBody
{
    public int Status { get; init; }

    /// <summary>What was wrong, where, and what to do.</summary>
    public string? Message { get; init; }

    /// <summary>The status in words.</summary>
    public string? Error { get; init; }

    public string? Path { get; init; }

    public string? RequestId { get; init; }
}
