namespace Venn.Server.Security;

/// <summary>Who makes a request.</summary>
/// <param name="Email">Lower case.</param>
/// <param name="UserId">The user document's id.</param>
public sealed record Caller(string Email, string UserId);
