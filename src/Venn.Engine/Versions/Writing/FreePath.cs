using System.Globalization;

namespace Venn.Engine.Versions.Writing;

/// <summary>The fixed rule by which the later of two items with one path is renamed: <c>/a/b.jpg</c> becomes <c>/a/b (1).jpg</c>.</summary>
internal static class FreePath
{
    public static string Find(string path, Func<string, bool> isTaken)
    {
        var slash = path.LastIndexOf('/');
        var dot = path.LastIndexOf('.');
        var split = dot > slash + 1 ? dot : path.Length;
        for (var count = 1; ; count++)
        {
            var candidate = string.Create(
                CultureInfo.InvariantCulture, $"{path.AsSpan(0, split)} ({count}){path.AsSpan(split)}");
            if (!isTaken(candidate))
            {
                return candidate;
            }
        }
    }

    /// <summary>The directories above a path, outermost first; the root is not among them.</summary>
    public static IEnumerable<string> Ancestors(string path)
    {
        for (var slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..slash];
        }
    }
}
