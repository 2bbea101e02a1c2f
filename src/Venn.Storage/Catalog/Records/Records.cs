namespace Venn.Storage.Catalog.Records;

/// <summary>A dataset: the durable facts that are not its history.</summary>
/// <param name="Ordinal">1, 2, 3 …: never used twice.</param>
/// <param name="Scope">What its name is unique in (a project's id); with <paramref name="Name"/> unique among the living.</param>
/// <param name="Name">Shown name.</param>
/// <param name="SourceOrdinal">The dataset it was cloned from, if any.</param>
/// <param name="CreatedAtMs">Unix time, milliseconds, UTC.</param>
/// <param name="IsDeleted">A deleted dataset keeps its history, and frees its name.</param>
/// <param name="Body">JSON of the layer above, opaque here.</param>
public sealed record DatasetRecord(
    long Ordinal, string Scope, string Name, long? SourceOrdinal, long CreatedAtMs, bool IsDeleted, ReadOnlyMemory<byte> Body);

/// <summary>A commit's address: a dataset and its place in that dataset's history, from 1.</summary>
public readonly record struct CommitKey(long Dataset, long Sequence);

/// <summary>One immutable commit. Sequences of a dataset are 1, 2, 3 … without a gap.</summary>
/// <param name="Key">Dataset and sequence: the primary key, so that two writers cannot both take it.</param>
/// <param name="Parents">First the previous commit of the dataset or the source of a clone, then what was merged.</param>
/// <param name="Generation">1 + the largest generation of the parents: an order that agrees with ancestry.</param>
/// <param name="CreatedAtMs">Unix time, milliseconds, UTC.</param>
/// <param name="Author">E-mail, or a name of the embedding program.</param>
/// <param name="Operation">What made it: <c>upload</c>, <c>clone</c>, <c>merge</c>, <c>rollback</c> …</param>
/// <param name="Message">Free text, may be empty.</param>
/// <param name="Details">JSON about how it was made (how conflicts were settled, what was renamed); may be empty.</param>
/// <param name="Delta">The change of state against the first parent, in the engine's encoding.</param>
public sealed record CommitRecord(
    CommitKey Key, IReadOnlyList<CommitKey> Parents, long Generation, long CreatedAtMs, string Author, string Operation,
    string Message, ReadOnlyMemory<byte> Details, ReadOnlyMemory<byte> Delta);

/// <summary>Revisions with consecutive numbers, in one encoded (perhaps compressed) row.</summary>
/// <param name="Relation">Items or annotations.</param>
/// <param name="First">Number of the first revision: the primary key with the relation.</param>
/// <param name="Count">How many, at least 1. Blocks of a relation never overlap.</param>
/// <param name="Data">The engine's encoding.</param>
public sealed record RevisionBlockRecord(Relation Relation, long First, int Count, ReadOnlyMemory<byte> Data);

/// <summary>A whole state, kept so that a replay of deltas stays short. Derived: may be dropped.</summary>
/// <param name="Key">The commit whose state it is.</param>
/// <param name="Data">The engine's encoding: container keys and hashes.</param>
public sealed record CheckpointRecord(CommitKey Key, ReadOnlyMemory<byte> Data);

/// <summary>A bitmap container, stored once under the hash of its bytes, shared by all checkpoints.</summary>
public sealed record ContainerRecord(UInt128 Hash, ReadOnlyMemory<byte> Data);

/// <summary>An immutable name for a commit.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="Key">The commit.</param>
/// <param name="Name">Unique within the dataset.</param>
/// <param name="CreatedAtMs">Unix time, milliseconds, UTC.</param>
/// <param name="Author">Who took it.</param>
/// <param name="Message">Free text, may be empty.</param>
public sealed record SnapshotRecord(
    string Id, CommitKey Key, string Name, long CreatedAtMs, string Author, string Message);

/// <summary>A JSON document of the layers above (project, recipe, task, command …).</summary>
/// <param name="Kind">Its collection.</param>
/// <param name="Id">Unique within the kind.</param>
/// <param name="Scope">What lists are made by (a project's id); empty for none.</param>
/// <param name="Name">When not null: unique within kind and scope.</param>
/// <param name="Body">JSON.</param>
public sealed record DocumentRecord(string Kind, string Id, string Scope, string? Name, ReadOnlyMemory<byte> Body);
