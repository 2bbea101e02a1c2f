namespace Venn.Server.Security;

/// <summary>The caller of a request.</summary>
public static class CallerExtensions
{
    private static readonly object Key = new();

    /// <exception cref="InvalidOperationException">The route is open to strangers: it has no caller.</exception>
    public static Caller GetCaller(this HttpContext context) =>
        context.Items[Key] as Caller ?? throw new InvalidOperationException("The route has no caller.");

    internal static void SetCaller(this HttpContext context, Caller caller) => context.Items[Key] = caller;
}
