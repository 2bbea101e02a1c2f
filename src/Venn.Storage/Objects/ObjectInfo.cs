namespace Venn.Storage.Objects;

/// <summary>An object as its store tells of it.</summary>
/// <param name="Key">Its name below the source's root, with <c>/</c> between parts, no leading one.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="ETag">Changes when its bytes change. Compared as text, nothing else.</param>
/// <param name="ModifiedAt">When the store last wrote it.</param>
public readonly record struct ObjectInfo(string Key, long SizeBytes, string ETag, DateTimeOffset ModifiedAt);
