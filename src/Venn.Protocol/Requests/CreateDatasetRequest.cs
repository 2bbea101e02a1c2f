namespace Venn.Protocol.Requests;

public sealed record CreateDatasetRequest
{
    public required string Name { get; init; }

    public required IReadOnlyList<string> Projects { get; init; }

    /// <summary>Makes a recipe with an empty ontology too.</summary>
    public bool CreateDefaultRecipe { get; init; } = true;
}
