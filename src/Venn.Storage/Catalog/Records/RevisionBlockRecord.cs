namespace Venn.Storage.Catalog.Records;

/// <summary>Revisions with consecutive numbers, in one encoded (perhaps compressed) row.</summary>
/// <param name="Relation">Items or annotations.</param>
/// <param name="First">Number of the first revision: the primary key with the relation.</param>
/// <param name="Count">How many, at least 1. Blocks of a relation never overlap.</param>
/// <param name="Data">The engine's encoding.</param>
public sealed record RevisionBlockRecord(Relation Relation, long First, int Count, ReadOnlyMemory<byte> Data);
