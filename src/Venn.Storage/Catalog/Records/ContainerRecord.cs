namespace Venn.Storage.Catalog.Records;

/// <summary>A bitmap container, stored once under the hash of its bytes, shared by all checkpoints.</summary>
public sealed record ContainerRecord(UInt128 Hash, ReadOnlyMemory<byte> Data);
