namespace Venn.Protocol.Entities;

/// <summary>A token of long life that can be revoked.</summary>
public sealed record ApiKey
{
    public string Id { get; init; } = "";

    /// <summary>The e-mail address of whose it is.</summary>
    public string? UserId { get; init; }

    public string? Description { get; init; }

    public string? CreatedAt { get; init; }

    /// <summary>The token itself: in the answer to its making alone.</summary>
    public string? Jwt { get; init; }
}
