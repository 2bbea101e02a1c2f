using Venn.Storage.Blobs;

namespace Venn.Storage;

/// <summary>The root of what storage throws beside <see cref="IOException"/>.</summary>
public abstract class StorageException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>No binary of that hash is stored.</summary>
public sealed class BlobNotFoundException(ContentHash hash)
    : StorageException($"No binary with the hash {hash} is stored. Restore it from a backup of the blob directory.")
{
    public ContentHash Hash { get; } = hash;
}

/// <summary>A stored binary's bytes no longer have the hash that names them.</summary>
public sealed class BlobDamagedException(ContentHash hash, string location)
    : StorageException($"The binary {hash} is damaged ({location}): its bytes have another hash. "
        + "Restore it from a backup.")
{
    public ContentHash Hash { get; } = hash;
}

/// <summary>A binary is longer than the limit of the call.</summary>
public sealed class BlobTooLargeException(long limitBytes)
    : StorageException($"The content is longer than the limit of {limitBytes} bytes. "
        + "Raise the limit or split the file.")
{
    public long LimitBytes { get; } = limitBytes;
}

/// <summary>The data directory is in use by another process.</summary>
public sealed class StoreLockedException(string directory)
    : StorageException($"The data directory {directory} is in use by another process. "
        + "Stop it, or name another --data.");

/// <summary>The data directory was written by a newer version, with a format this one does not know.</summary>
public sealed class StoreTooNewException(string directory, int found, int known)
    : StorageException(
        $"The data directory {directory} has catalog format {found}; this version knows up to {known}. Upgrade Venn.");

/// <summary>What the catalog holds cannot be right: a damaged row or file.</summary>
public sealed class CatalogDamagedException(string message, Exception? inner = null) : StorageException(message, inner);

/// <summary>A user's own object that an item refers to is not there any more.</summary>
public sealed class ObjectGoneException(string key)
    : StorageException($"The object '{key}' is gone from its external storage, where alone it was kept. "
        + "Sync the dataset to remove its item, or put the object back.")
{
    public string Key { get; } = key;
}

/// <summary>A user's own object has other bytes than when its item was made.</summary>
public sealed class ObjectChangedException(string key)
    : StorageException($"The object '{key}' has changed on its external storage since this version of its item was made. "
        + "Sync the dataset to get the newer one; the bytes of the older are not kept by Venn.")
{
    public string Key { get; } = key;
}

/// <summary>An external store cannot be reached, or refuses.</summary>
public sealed class ObjectStoreException(string message, Exception? inner = null) : StorageException(message, inner);
