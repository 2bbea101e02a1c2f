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

    public ModelCommit Head => Commits[^1];

    /// <summary>A commit on the head, unless it changes nothing.</summary>
    public void Commit(ModelState state)
    {
        if (!state.IsSameAs(Head.State))
        {
            Append(state);
        }
    }

    /// <summary>A commit on the head, whether it changes something or not.</summary>
    public void Append(ModelState state, params IReadOnlyList<ModelCommit> merged) => Commits.Add(new ModelCommit
    {
        Dataset = Ordinal, Sequence = Commits.Count + 1, Parents = [Head, .. merged], State = state,
    });
}
