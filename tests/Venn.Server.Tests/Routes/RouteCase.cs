namespace Venn.Server.Tests.Routes;

/// <summary>How a route is called rightly: what a role is tried with, and what is bent out of shape.</summary>
/// <param name="Body">JSON with the world's ids as <c>{:name}</c>; null for a route without one.</param>
public sealed record RouteCase(string? Body = null)
{
    /// <summary>Parameters of the route that are another thing of the world than their name says.</summary>
    public Dictionary<string, string> Parameters { get; init; } = [];

    public string Query { get; init; } = "";

    /// <summary>What a caller with the right gets; 0 for any 2xx.</summary>
    public int AllowedStatus { get; init; }

    /// <summary>A body that is no JSON.</summary>
    public Func<HttpContent>? Content { get; init; }
}
