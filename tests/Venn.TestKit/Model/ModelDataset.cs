namespace Venn.TestKit.Model;

/// <summary>A dataset: a name and a line of commits.</summary>
public sealed class ModelDataset(long ordinal, string name)
{
    public long Ordinal { get; } = ordinal;

    public string Name { get; } = name;

    public bool IsDeleted { get; set; }

    public List<ModelCommit> Commits { get; } = [];

    /// <summary>Sequence by name.</summary>
    public Dictionary<string, long> Snapshots { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of snapshots that may not be deleted.</summary>
    public HashSet<string> Held { get; } = new(StringComparer.Ordinal);

    /// <summary>How many of the last commits are kept by the rule; null for all.</summary>
    public int? CommitsKept { get; set; }

    public ModelCommit Head => Commits[^1];

    /// <summary>The last commit made at or before an instant; null when there is none.</summary>
    public ModelCommit? At(DateTimeOffset instant) => Commits.FindLast(c => c.CreatedAt <= instant);
}
