namespace Venn.TestKit.Model;

/// <summary>The documented rules about paths.</summary>
public static class ModelPaths
{
    /// <summary><c>/a/b.jpg</c> gives <c>/a/b (1).jpg</c>, or the next number that is free.</summary>
    public static string Rename(string path, Func<string, bool> isTaken)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        var dot = name.LastIndexOf('.');
        var extension = dot > 0 ? name[dot..] : "";
        var stem = path[..(path.Length - extension.Length)];
        for (var count = 1; ; count++)
        {
            var candidate = $"{stem} ({count}){extension}";
            if (!isTaken(candidate))
            {
                return candidate;
            }
        }
    }

    public static string Below(string directory, string path) =>
        directory == "/" ? path : path == "/" ? directory : directory + path;

    /// <summary>The directory of a path; <c>/</c> is its own.</summary>
    public static string DirectoryOf(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash <= 0 ? "/" : path[..slash];
    }

    /// <summary>All directories above a path, the root first.</summary>
    public static IEnumerable<string> Above(string path)
    {
        yield return "/";
        for (var slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..slash];
        }
    }
}
