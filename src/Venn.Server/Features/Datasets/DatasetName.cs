using Venn.Server.Wire;

namespace Venn.Server.Features.Datasets;

/// <summary>Names of datasets.</summary>
internal static class DatasetName
{
    private const int MaxLength = 512;

    /// <exception cref="ApiException">400: it cannot be a name.</exception>
    public static string Require(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw ApiException.BadRequest("name: a dataset needs a name that is not empty.");
        }

        if (name.Length > MaxLength || name.Any(char.IsControl))
        {
            throw ApiException.BadRequest($"name: at most {MaxLength} characters, none of them a control character.");
        }

        return name;
    }
}
