namespace Venn.Storage.Catalog.Records;

/// <summary>One immutable commit. Sequences of a dataset are 1, 2, 3 … without a gap.</summary>
/// <param name="Key">Dataset and sequence: the primary key, so that two writers cannot both take it.</param>
/// <param name="Parents">First the previous commit of the dataset or the source of a clone, then what was
/// merged.</param>
/// <param name="Generation">1 + the largest generation of the parents: an order that agrees with ancestry.</param>
/// <param name="CreatedAtMs">Unix time, milliseconds, UTC.</param>
/// <param name="Author">E-mail, or a name of the embedding program.</param>
/// <param name="Operation">What made it: <c>upload</c>, <c>clone</c>, <c>merge</c>, <c>rollback</c> …</param>
/// <param name="Message">Free text, may be empty.</param>
/// <param name="Details">JSON about how it was made (how conflicts were settled, what was renamed); may be
/// empty.</param>
/// <param name="Delta">The change of state against the first parent, in the engine's encoding.</param>
public sealed record CommitRecord(
    CommitKey Key, IReadOnlyList<CommitKey> Parents, long Generation, long CreatedAtMs, string Author, string Operation,
    string Message, ReadOnlyMemory<byte> Details, ReadOnlyMemory<byte> Delta)
{
    /// <summary>How many of what it changed, in the engine's encoding; empty when that was not counted.</summary>
    public ReadOnlyMemory<byte> Changes { get; init; }
}
