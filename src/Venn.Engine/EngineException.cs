using Venn.Engine.Revisions;

namespace Venn.Engine;

/// <summary>The root of what the engine throws for callers to handle.</summary>
public abstract class EngineException(string message, Exception? inner = null) : Exception(message, inner);

public sealed class DatasetNameTakenException(string name)
    : EngineException($"Dataset with the same name already exists: '{name}'. Choose another name.");

public sealed class DatasetDeletedException(DatasetOrdinal ordinal)
    : EngineException($"Dataset {ordinal} was deleted.")
{
    public DatasetOrdinal Ordinal { get; } = ordinal;
}

public sealed class SnapshotNameTakenException(string name)
    : EngineException($"Snapshot with the same name already exists: '{name}'. Choose another name.");

public sealed class PathTakenException(string path)
    : EngineException($"The dataset already has an item at '{path}'.");

/// <summary>The item of an annotation is not in the dataset.</summary>
public sealed class ItemNotInDatasetException(Lineage item)
    : EngineException($"The dataset has no item of lineage {item}.");

/// <summary>The dataset has a newer commit than the one a request was made for.</summary>
public sealed class HeadMovedException(CommitId expected, CommitId found)
    : EngineException($"The dataset has moved from commit {expected} to {found} since it was looked at. Look again.");

/// <summary>A merge that was told to fail on conflicts met some.</summary>
public sealed class MergeConflictException(IReadOnlyList<Versions.Merging.MergeConflict> conflicts)
    : EngineException($"The merge has {conflicts.Count} conflicts. Settle them with a policy, or preview the merge to see them.")
{
    public IReadOnlyList<Versions.Merging.MergeConflict> Conflicts { get; } = conflicts;
}

/// <summary>The state of a commit was given up by a rule of retention, or with its dataset.</summary>
public sealed class CommitForgottenException(CommitId commit, string rule, CommitId? before, CommitId? after)
    : EngineException(
        $"Commit {commit} is not kept any more ({rule}); who made it and when is still in the log. "
        + (before is null && after is null
            ? "Nothing of its dataset is kept."
            : $"The nearest that are kept: {(before is { } b ? b.ToString() : "none")} before it, {(after is { } a ? a.ToString() : "none")} after it."))
{
    public CommitId Commit { get; } = commit;

    /// <summary>Why, in words.</summary>
    public string Rule { get; } = rule;

    /// <summary>The nearest kept commit before it, if any.</summary>
    public CommitId? Before { get; } = before;

    /// <summary>The nearest kept commit after it, if any.</summary>
    public CommitId? After { get; } = after;
}

/// <summary>A revision was collected or erased while a version that held it was being read.</summary>
public sealed class RevisionGoneException(RevisionNumber number)
    : EngineException($"Revision {number} was removed by collection or erasure while its version was read. Look the version up again.")
{
    public RevisionNumber Number { get; } = number;
}

/// <summary>A snapshot cannot be deleted, nor its dataset, while a rule holds it.</summary>
public sealed class SnapshotHeldException(string name, Maintenance.Retention.SnapshotHold hold)
    : EngineException(
        $"Snapshot '{name}' is held {(hold.Until is { } until ? $"until {until:yyyy-MM-ddTHH:mm:ssZ}" : "until it is released")} "
        + $"by {hold.By}: {hold.Reason}. Release it first.")
{
    public Maintenance.Retention.SnapshotHold Hold { get; } = hold;
}

/// <summary>A row written has an id or name that is taken: another writer was there first. Nothing was changed.</summary>
public sealed class WriteConflictException()
    : EngineException("Another writer changed the same thing at the same time; nothing was written. Try again.");

/// <summary>A query ran longer than the store allows and was stopped. Nothing was changed.</summary>
public sealed class QueryTimeLimitException(TimeSpan limit, Exception? inner = null)
    : EngineException(
        FormattableString.Invariant(
            $"The query ran longer than {limit.TotalSeconds} seconds and was stopped; nothing was changed. Ask for less: fewer patterns, or a condition that narrows it first."),
        inner)
{
    public TimeSpan Limit { get; } = limit;
}

/// <summary>A request that cannot be carried out as it is; the message says why and what to do.</summary>
public sealed class InvalidRequestException(string message) : EngineException(message);
