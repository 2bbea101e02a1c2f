using System.Globalization;
using Venn.Protocol.Versions;

namespace Venn.Cli.Commands.Versions;

/// <summary>
/// Commits side by side in a log that are shown as one line: an import makes one for each file. Of one author, without
/// a word, each on the one before, and no long pause between.
/// </summary>
internal sealed class CommitRun
{
    private static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(5);

    /// <summary>What changes many things at once is worth a line of its own.</summary>
    private static readonly HashSet<string> Everyday = new(StringComparer.Ordinal)
    {
        "upload", "annotate", "update", "delete", "status", "name", "revise", "reference", "move",
    };

    private readonly List<string> operations = [];

    public CommitRun(Commit newest)
    {
        Newest = Oldest = newest;
        Add(newest);
    }

    public Commit Newest { get; }

    public Commit Oldest { get; private set; }

    /// <summary>In the order in which they first happened.</summary>
    public string Operation => string.Join(", ", Enumerable.Reverse(operations));

    public string Number => Newest.Sequence == Oldest.Sequence
        ? Newest.Sequence.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Oldest.Sequence}-{Newest.Sequence}");

    /// <summary>Parents other than the commit before.</summary>
    public IEnumerable<string> OtherParents => Oldest.Parents.Where(p => p != Before(Oldest));

    public ChangeCounts Items { get; private set; } = new();

    public ChangeCounts Annotations { get; private set; } = new();

    /// <summary>Takes the commit before the oldest into the run; false when it does not belong.</summary>
    public bool TryAdd(Commit older)
    {
        if (!IsEveryday(Newest) || !IsEveryday(older) || older.Author != Newest.Author || Oldest.Sequence != older.Sequence + 1
            || Time(Oldest) - Time(older) > PauseMax)
        {
            return false;
        }

        Oldest = older;
        Add(older);
        return true;
    }

    private static bool IsEveryday(Commit commit) =>
        string.IsNullOrEmpty(commit.Message) && Everyday.Contains(commit.Operation ?? "") && commit.Parents.Count == 1
        && commit.Parents[0] == Before(commit);

    private void Add(Commit commit)
    {
        if (!operations.Contains(commit.Operation ?? ""))
        {
            operations.Add(commit.Operation ?? "");
        }

        Items = Sum(Items, commit.Changes?.Items);
        Annotations = Sum(Annotations, commit.Changes?.Annotations);
    }

    private static ChangeCounts Sum(ChangeCounts left, ChangeCounts? right) => right is null ? left : new ChangeCounts
    {
        Added = left.Added + right.Added,
        Removed = left.Removed + right.Removed,
        Changed = left.Changed + right.Changed,
    };

    private static DateTimeOffset Time(Commit commit) =>
        DateTimeOffset.TryParse(commit.CreatedAt, CultureInfo.InvariantCulture, out var time) ? time : default;

    /// <summary>A commit's id is its dataset's ordinal (ten digits) and its number.</summary>
    private static string Before(Commit commit) =>
        commit.Id[..10] + (commit.Sequence - 1).ToString("x14", CultureInfo.InvariantCulture);
}
