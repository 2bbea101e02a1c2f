namespace Venn.Protocol.Entities;

public sealed record User
{
    public string? Id { get; init; }

    /// <summary>Lower case; what commits and entities name their author by.</summary>
    public string? Email { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Role { get; init; }

    public string? Type { get; init; }
}
