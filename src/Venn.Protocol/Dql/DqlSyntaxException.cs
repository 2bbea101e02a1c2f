namespace Venn.Protocol.Dql;

/// <summary>A query that is not DQL.</summary>
/// <param name="path">Where: a JSON path such as <c>$.filter.$and[1].dir</c>.</param>
/// <param name="reason">What was wrong there, and what to write instead.</param>
public sealed class DqlSyntaxException(string path, string reason) : Exception($"Invalid query at {path}: {reason}")
{
    public string Path { get; } = path;
}
