namespace Venn.Storage.Catalog.Records;

/// <summary>A dataset: the durable facts that are not its history.</summary>
/// <param name="Ordinal">1, 2, 3 …: never used twice.</param>
/// <param name="Scope">What its name is unique in (a project's id); with <paramref name="Name"/> unique among the
/// living.</param>
/// <param name="Name">Shown name.</param>
/// <param name="SourceOrdinal">The dataset it was cloned from, if any.</param>
/// <param name="CreatedAtMs">Unix time, milliseconds, UTC.</param>
/// <param name="IsDeleted">A deleted dataset keeps its history, and frees its name.</param>
/// <param name="Body">JSON of the layer above, opaque here.</param>
public sealed record DatasetRecord(
    long Ordinal, string Scope, string Name, long? SourceOrdinal, long CreatedAtMs, bool IsDeleted,
    ReadOnlyMemory<byte> Body);
