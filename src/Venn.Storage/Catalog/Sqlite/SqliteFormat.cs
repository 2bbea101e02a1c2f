using System.Buffers.Binary;
using Venn.Storage.Catalog.Sql;

namespace Venn.Storage.Catalog.Sqlite;

/// <summary>
/// The catalog's format: what may be opened, and how an older one is brought up. The number of the last migration
/// stands in SQLite's <c>user_version</c>, so in the file's header, where it can be read without opening a database.
/// </summary>
internal static class SqliteFormat
{
    /// <summary>"Venn" in ASCII, SQLite's <c>application_id</c>.</summary>
    public const int ApplicationId = 0x56656E6E;

    private const int HeaderSizeBytes = 100;
    private static readonly byte[] Magic = "SQLite format 3\0"u8.ToArray();

    /// <summary>Reads the header of a catalog file, if there is one, and touches nothing.</summary>
    /// <exception cref="StoreTooNewException">A newer version wrote it.</exception>
    /// <exception cref="CatalogDamagedException">It is no catalog, or cut short.</exception>
    public static void Inspect(string path, int known)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length == 0)
        {
            return;
        }

        Span<byte> header = stackalloc byte[HeaderSizeBytes];
        const FileShare everyone = FileShare.ReadWrite | FileShare.Delete;
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read, everyone))
        {
            if (stream.ReadAtLeast(header, HeaderSizeBytes, throwOnEndOfStream: false) < HeaderSizeBytes
                || !header.StartsWith(Magic))
            {
                throw Damaged(path, "it is not an SQLite database");
            }
        }

        var application = BinaryPrimitives.ReadInt32BigEndian(header[68..]);
        var format = BinaryPrimitives.ReadInt32BigEndian(header[60..]);
        if (application != ApplicationId && (application != 0 || format != 0))
        {
            throw Damaged(path, "it is another program's database");
        }

        RefuseNewer(path, format, known);
        RefuseTruncated(file, header);
    }

    /// <summary>Applies the migrations that are missing, each in a transaction of its own.</summary>
    public static void Upgrade(SqliteSession session, IReadOnlyList<Migration> migrations)
    {
        var format = (int)session.ReadInt64("PRAGMA user_version");
        RefuseNewer(session.Path, format, migrations.Count);
        if (format == migrations.Count)
        {
            return;
        }

        foreach (var migration in migrations.Skip(format))
        {
            session.Execute("BEGIN IMMEDIATE");
            try
            {
                session.Execute(migration.Sql);
                session.Execute($"PRAGMA application_id = {ApplicationId}");
                session.Execute($"PRAGMA user_version = {migration.Version}; COMMIT");
            }
            catch
            {
                session.Execute("ROLLBACK");
                throw;
            }
        }

        // The header must tell an older version what the log alone would know.
        session.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static void RefuseNewer(string path, int format, int known)
    {
        if (format > known)
        {
            throw new StoreTooNewException(Path.GetDirectoryName(Path.GetFullPath(path)) ?? path, format, known);
        }
    }

    private static void RefuseTruncated(FileInfo file, ReadOnlySpan<byte> header)
    {
        // While the log holds pages, the file may rightly be shorter than its header says: a checkpoint was cut off.
        var log = new FileInfo(file.FullName + "-wal");
        if (log.Exists && log.Length > 0)
        {
            return;
        }

        var pageSize = BinaryPrimitives.ReadUInt16BigEndian(header[16..]);
        var pages = BinaryPrimitives.ReadUInt32BigEndian(header[28..]);
        var expected = pages * (pageSize == 1 ? 65_536L : pageSize);
        if (file.Length < expected)
        {
            throw Damaged(file.FullName, $"it has {file.Length} bytes of {expected}");
        }
    }

    private static CatalogDamagedException Damaged(string path, string reason) =>
        new($"The catalog {path} is damaged: {reason}. Restore it from a backup.");
}
