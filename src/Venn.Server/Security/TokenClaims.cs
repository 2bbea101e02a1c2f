namespace Venn.Server.Security;

/// <summary>What a verified token says.</summary>
/// <param name="Email">Lower case.</param>
/// <param name="ExpiresAt">From then on it is refused.</param>
/// <param name="Use">What it is good for.</param>
/// <param name="KeyId">The API key it is, if it is one.</param>
public sealed record TokenClaims(string Email, DateTimeOffset ExpiresAt, TokenUse Use, string? KeyId);
