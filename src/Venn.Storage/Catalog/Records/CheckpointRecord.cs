namespace Venn.Storage.Catalog.Records;

/// <summary>A whole state, kept so that a replay of deltas stays short. Derived: may be dropped.</summary>
/// <param name="Key">The commit whose state it is.</param>
/// <param name="Data">The engine's encoding: container keys and hashes.</param>
public sealed record CheckpointRecord(CommitKey Key, ReadOnlyMemory<byte> Data);
