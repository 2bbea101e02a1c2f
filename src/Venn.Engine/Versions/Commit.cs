using Venn.Engine.Revisions;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Versions;

/// <summary>One commit as a reader sees it.</summary>
/// <param name="Id">Dataset and sequence.</param>
/// <param name="Parents">First the previous commit of the dataset or the source of a clone, then what was merged; none for a new dataset.</param>
/// <param name="Generation">1 + the largest generation of the parents: an order that agrees with ancestry.</param>
/// <param name="CreatedAt">Never before that of a parent.</param>
/// <param name="Author">E-mail, or a name of the embedding program.</param>
/// <param name="Operation">What made it, one word.</param>
/// <param name="Message">Free text, may be empty.</param>
/// <param name="Details">JSON about how it was made; may be empty.</param>
public sealed record Commit(
    CommitId Id, IReadOnlyList<CommitId> Parents, long Generation, DateTimeOffset CreatedAt, string Author,
    string Operation, string Message, ReadOnlyMemory<byte> Details)
{
    /// <summary>How many of what it changed against its first parent; null where that was not counted.</summary>
    public CommitChanges? Changes { get; init; }

    internal static Commit From(CommitRecord record) => new(
        ToId(record.Key),
        [.. record.Parents.Select(ToId)],
        record.Generation,
        DateTimeOffset.FromUnixTimeMilliseconds(record.CreatedAtMs),
        record.Author,
        record.Operation,
        record.Message,
        record.Details)
    {
        Changes = CommitChanges.Decode(record.Changes.Span),
    };

    internal static CommitId ToId(CommitKey key) => new(new DatasetOrdinal(key.Dataset), key.Sequence);

    internal static CommitKey ToKey(CommitId id) => new(id.Dataset.Value, id.Sequence);
}
