namespace Venn.Storage.Blobs;

/// <summary>A stored binary.</summary>
/// <param name="Hash">SHA-256 of the content.</param>
/// <param name="SizeBytes">Length of the content.</param>
public readonly record struct BlobInfo(ContentHash Hash, long SizeBytes);
