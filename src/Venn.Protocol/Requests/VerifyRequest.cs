namespace Venn.Protocol.Requests;

public sealed record VerifyRequest
{
    /// <summary>One version; the whole history when none is given.</summary>
    public string? Ref { get; init; }

    /// <summary>Whether to hash every file again.</summary>
    public bool Binaries { get; init; } = true;
}
