using Venn.Server.Wire;

namespace Venn.Server.Features.Projects;

/// <summary>What a project may be called: letters, digits, spaces and the punctuation of the wire.</summary>
internal static class ProjectName
{
    private const string Punctuation = " !@#$%^&*()_+-[].,|";

    private const int LengthMax = 255;

    /// <exception cref="ApiException">400: it is no such name.</exception>
    public static string Require(string? name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > LengthMax)
        {
            throw ApiException.BadRequest($"Failed to create project: name must have 1 to {LengthMax} characters.");
        }

        foreach (var c in name)
        {
            if (!char.IsLetterOrDigit(c) && !Punctuation.Contains(c, StringComparison.Ordinal))
            {
                throw ApiException.BadRequest(
                    $"Failed to create project: name has the illegal character '{c}'. Legal are letters, digits, space and {Punctuation.Trim()}");
            }
        }

        return name;
    }
}
