using Venn.Server.Wire;

namespace Venn.Server.Features.Users;

/// <summary>E-mail addresses: kept in lower case.</summary>
internal static class Email
{
    private const int LengthMax = 254;

    /// <returns>In lower case.</returns>
    /// <exception cref="ApiException">400: it is none.</exception>
    public static string Require(string? text, string field)
    {
        text = text?.Trim().ToLowerInvariant() ?? "";
        var at = text.IndexOf('@');
        return at > 0 && at == text.LastIndexOf('@') && at < text.Length - 1 && text.Length <= LengthMax
            && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
                ? text
                : throw ApiException.BadRequest($"{field} is '{text}'; give an e-mail address.");
    }
}
