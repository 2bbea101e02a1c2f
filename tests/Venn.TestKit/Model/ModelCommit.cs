namespace Venn.TestKit.Model;

/// <summary>A commit, with its state in full.</summary>
public sealed class ModelCommit
{
    private HashSet<ModelCommit>? ancestors;

    public required long Dataset { get; init; }

    public required long Sequence { get; init; }

    public required IReadOnlyList<ModelCommit> Parents { get; init; }

    public required ModelState State { get; init; }

    /// <summary>Who made it and why.</summary>
    public string Info { get; init; } = "";

    /// <summary>A rule of retention has given its state up.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>As the engine has told it; a commit is never older than its parents.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Of a clone or merge.</summary>
    public ModelNarrowing Narrowing { get; init; } = new();

    public long Generation => field != 0 ? field : field = 1 + Parents.Select(p => p.Generation).DefaultIfEmpty(0).Max();

    /// <summary>Everything it descends from, and itself.</summary>
    public HashSet<ModelCommit> Ancestors
    {
        get
        {
            if (ancestors is null)
            {
                ancestors = [this];
                var work = new Stack<ModelCommit>(Parents);
                while (work.TryPop(out var commit))
                {
                    if (ancestors.Add(commit))
                    {
                        foreach (var parent in commit.Parents)
                        {
                            work.Push(parent);
                        }
                    }
                }
            }

            return ancestors;
        }
    }

    /// <summary>The first commit of its dataset.</summary>
    public ModelCommit First
    {
        get
        {
            var commit = this;
            while (commit.Sequence > 1)
            {
                commit = commit.Parents[0];
            }

            return commit;
        }
    }

    public override string ToString() => $"{Dataset}:{Sequence}";
}
