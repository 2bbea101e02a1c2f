namespace Venn.Storage.Catalog.Records;

/// <summary>A commit's address: a dataset and its place in that dataset's history, from 1.</summary>
public readonly record struct CommitKey(long Dataset, long Sequence);
