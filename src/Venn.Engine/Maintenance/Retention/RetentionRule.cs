namespace Venn.Engine.Maintenance.Retention;

/// <summary>
/// How long a dataset's history is kept. A commit is kept when any part of the rule keeps it; a rule with neither days nor
/// commits keeps everything. Beside the rule are always kept: the head, the first commit, every commit that a snapshot
/// names, and what another dataset came from or was merged with.
/// </summary>
public sealed record RetentionRule
{
    /// <summary>History is kept for ever, and so are deleted datasets.</summary>
    public static RetentionRule Everything { get; } = new();

    /// <summary>What was the head within so many days, 0 to 36,500.</summary>
    public int? Days { get; init; }

    /// <summary>The last so many commits, at least 1.</summary>
    public int? Commits { get; init; }

    /// <summary>How many days after its deletion the dataset itself goes, 0 to 36,500; null: it can be undeleted for ever.</summary>
    public int? DeletedDays { get; init; }

    public bool KeepsEveryCommit => Days is null && Commits is null;

    /// <exception cref="InvalidRequestException">A number is out of range; the message names the field.</exception>
    public void Validate()
    {
        const int DaysMax = 36_500;
        if (Days is < 0 or > DaysMax)
        {
            throw new InvalidRequestException($"days: 0 to {DaysMax}, not {Days}.");
        }

        if (Commits is < 1)
        {
            throw new InvalidRequestException($"commits: at least 1, not {Commits}.");
        }

        if (DeletedDays is < 0 or > DaysMax)
        {
            throw new InvalidRequestException($"deletedDays: 0 to {DaysMax}, not {DeletedDays}.");
        }
    }

    public override string ToString()
    {
        var parts = new List<string>();
        if (Days is { } days)
        {
            parts.Add($"{days} days");
        }

        if (Commits is { } commits)
        {
            parts.Add($"the last {commits} commits");
        }

        return parts.Count == 0 ? "everything is kept" : $"kept: {string.Join(" and ", parts)}";
    }
}
