using System.Text;
using Venn.Engine.Revisions;
using Venn.Server.Wire;

namespace Venn.Server.Features.Items;

/// <summary>Paths of items: a leading <c>/</c>, no trailing one, no empty segment.</summary>
internal static class ItemPath
{
    public const int MaxBytes = Revision.PathMaxBytes;

    private static readonly string[] HiddenRoots = ["/.dataloop", "/.consensus"];

    /// <summary>The path in its one form.</summary>
    /// <param name="path">As it came from outside.</param>
    /// <param name="field">Where it came from, for the message.</param>
    /// <exception cref="ApiException">400: it cannot be a path.</exception>
    public static string Normalize(string? path, string field)
    {
        if (string.IsNullOrEmpty(path))
        {
            throw ApiException.BadRequest($"{field}: a path is needed, such as /folder/file.jpg.");
        }

        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw ApiException.BadRequest($"{field}: a path cannot hold the character NUL.");
        }

        if (path.Length > MaxBytes || Encoding.UTF8.GetByteCount(path) > MaxBytes)
        {
            throw ApiException.BadRequest($"{field}: the path is longer than {MaxBytes} bytes; shorten it.");
        }

        if (IsNormal(path))
        {
            return path;
        }

        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Any(s => s is "." or ".."))
        {
            throw ApiException.BadRequest($"{field}: '.' and '..' cannot be parts of the path '{path}'; write it out.");
        }

        return "/" + string.Join('/', segments);
    }

    /// <summary>The directory it is in: <c>/</c> for the root, which is in itself.</summary>
    public static string GetDirectory(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash <= 0 ? "/" : path[..slash];
    }

    public static string GetName(string path) => path.Length == 1 ? path : path[(path.LastIndexOf('/') + 1)..];

    /// <summary>Whether it is, or is below, a directory of the system's own files.</summary>
    public static bool IsHidden(string path) => Array.Exists(HiddenRoots, root => IsAtOrBelow(path, root));

    public static bool IsAtOrBelow(string path, string directory) =>
        directory == "/" || (path.StartsWith(directory, StringComparison.Ordinal)
            && (path.Length == directory.Length || path[directory.Length] == '/'));

    public static string Combine(string directory, string name) =>
        directory == "/" ? "/" + name : $"{directory}/{name}";

    private static bool IsNormal(string path) =>
        path[0] == '/' && path.Length > 1 && path[^1] != '/'
        && !path.Contains("//", StringComparison.Ordinal) && !path.Contains("/.", StringComparison.Ordinal);
}
