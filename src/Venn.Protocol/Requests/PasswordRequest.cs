namespace Venn.Protocol.Requests;

public sealed record PasswordRequest
{
    /// <summary>The new one.</summary>
    public required string Password { get; init; }

    /// <summary>The present one; null when there is none yet.</summary>
    public string? Current { get; init; }
}
