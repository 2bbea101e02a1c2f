using Venn.Engine.Versions;

namespace Venn.Engine.Tests.MergeOracle;

/// <summary>A commit of a family of datasets.</summary>
/// <param name="Version">The engine's.</param>
/// <param name="Parents">The commit before, the source of a clone, what was merged.</param>
/// <param name="Facts">What it holds.</param>
/// <param name="Left">What a clone did not take along.</param>
internal sealed record OracleCommit(DatasetVersion Version, IReadOnlyList<OracleCommit> Parents, Facts Facts, LeftBehind Left)
{
    public long Dataset => Version.Dataset.Ordinal.Value;

    public HashSet<OracleCommit> Ancestors => field ??= FindAncestors();

    /// <summary>One more than the largest of its parents.</summary>
    public long Generation => field != 0 ? field : field = 1 + Parents.Select(p => p.Generation).DefaultIfEmpty(0).Max();

    public bool Equals(OracleCommit? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    public override string ToString() => Version.Commit.Id.ToString();

    private HashSet<OracleCommit> FindAncestors()
    {
        var found = new HashSet<OracleCommit> { this };
        foreach (var parent in Parents)
        {
            found.UnionWith(parent.Ancestors);
        }

        return found;
    }
}

/// <summary>What a clone left behind of its source: nobody deleted it.</summary>
internal sealed record LeftBehind
{
    public static readonly LeftBehind Nothing = new();

    public HashSet<long> Items { get; init; } = [];

    public HashSet<long> Annotations { get; init; } = [];

    public bool AllAnnotations { get; init; }

    public uint Masks { get; init; }
}
