namespace Venn.Protocol.Slices;

/// <summary>What a sample is to have in proportion.</summary>
public sealed record StratifyRequest
{
    /// <summary><c>label</c>, <c>metadata.user.weather</c> ….</summary>
    public required string Field { get; init; }

    /// <summary><c>items</c> or <c>annotations</c>, where the field's name does not tell.</summary>
    public string? Resource { get; init; }

    /// <summary>As many of each value as of any other.</summary>
    public bool? Equal { get; init; }
}
