namespace Venn.Client.Http;

/// <summary>Puts a version's name into a path.</summary>
internal static class References
{
    public static string At(string path, string? reference) => reference is null
        ? path
        : $"{path}{(path.Contains('?') ? '&' : '?')}at={Uri.EscapeDataString(reference)}";
}
