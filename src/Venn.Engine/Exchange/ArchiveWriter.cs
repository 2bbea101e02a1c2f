using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;

namespace Venn.Engine.Exchange;

/// <summary>
/// Writes a version to a ZIP file that stands on its own: a manifest with the digest, every item with its annotations, and
/// the binaries. Reads one immutable version: writers are not held up.
/// </summary>
public static class ArchiveWriter
{
    internal const string ManifestEntry = "manifest.json";
    internal const string ItemsEntry = "items.ndjson";
    internal const string BlobsDirectory = "blobs/";

    /// <param name="store">The store.</param>
    /// <param name="version">What to write.</param>
    /// <param name="destination">Written once, from here on; need not be seekable.</param>
    /// <param name="withBinaries">False: the hashes alone, for a reader that has the binaries.</param>
    /// <param name="cancellationToken">Leaves the destination cut short.</param>
    /// <exception cref="Storage.BlobDamagedException">A binary is damaged: it is named, and nothing more is written.</exception>
    public static async Task WriteAsync(
        VersionStore store, DatasetVersion version, Stream destination, bool withBinaries,
        CancellationToken cancellationToken = default)
    {
        // Asynchronous, as far as the framework is: a destination that takes its time holds up no thread.
        await using var zip = await ZipArchive.CreateAsync(
            destination, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken).ConfigureAwait(false);
        var contents = new SortedDictionary<string, ContentHash>(StringComparer.Ordinal);
        var itemsHash = await WriteItemsAsync(zip, version, contents, cancellationToken).ConfigureAwait(false);
        if (withBinaries)
        {
            foreach (var content in contents.Values)
            {
                await WriteBlobAsync(zip, store.Blobs, content, cancellationToken).ConfigureAwait(false);
            }
        }

        var manifest = new ArchiveManifest
        {
            Format = ArchiveManifest.FormatName,
            Version = ArchiveManifest.CurrentVersion,
            Digest = $"sha256:{version.ComputeDigest(cancellationToken)}",
            Dataset = version.Dataset.Info.Name,
            Author = version.Commit.Author,
            Message = version.Commit.Message,
            CreatedAt = version.Commit.CreatedAt,
            ItemsCount = version.State.Items.Cardinality,
            AnnotationsCount = version.State.Annotations.Cardinality,
            ItemsHash = itemsHash,
            HasBinaries = withBinaries,
        };

        // Last, so that an archive cut short has none.
        await using var entry = await zip.CreateEntry(ManifestEntry).OpenAsync(cancellationToken).ConfigureAwait(false);
        await JsonSerializer.SerializeAsync(entry, manifest, ArchiveJson.Default.ArchiveManifest, cancellationToken)
            .ConfigureAwait(false);
    }

    private static async Task<string> WriteItemsAsync(
        ZipArchive zip, DatasetVersion version, SortedDictionary<string, ContentHash> contents, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var entry = await zip.CreateEntry(ItemsEntry, CompressionLevel.Fastest).OpenAsync(cancellationToken).ConfigureAwait(false);
        var ordered = version.Query(
            Relation.Items,
            new QueryRequest { Sort = [new SortField(FieldPath.Path, Descending: false)], Limit = int.MaxValue },
            cancellationToken);
        foreach (var number in ordered.Revisions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var item = version.Read(Relation.Items, [number])[0];
            var line = JsonSerializer.SerializeToUtf8Bytes(ToLine(version, item), ArchiveJson.Default.ArchiveItem);
            hash.AppendData(line);
            hash.AppendData("\n"u8);
            await entry.WriteAsync(line, cancellationToken).ConfigureAwait(false);
            await entry.WriteAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
            if (!item.Content.IsNone)
            {
                contents[item.Content.ToString()] = item.Content;
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static ArchiveItem ToLine(DatasetVersion version, Revision item) => new()
    {
        Path = item.Path,
        IsDirectory = item.IsDirectory,
        Content = item.Content.IsNone ? null : item.Content.ToString(),
        SizeBytes = item.SizeBytes,
        Body = Parse(item.Body),
        Annotations =
        [
            .. version.ReadAnnotations(item.Lineage)
                .Select(a => new ArchiveAnnotation(LineageReference.Format(a.Lineage), Parse(a.Body))),
        ],
    };

    private static JsonElement Parse(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }

    private static async Task WriteBlobAsync(
        ZipArchive zip, IBlobStore blobs, ContentHash hash, CancellationToken cancellationToken)
    {
        await blobs.VerifyAsync(hash, cancellationToken).ConfigureAwait(false);
        await using var source = blobs.OpenRead(hash);

        // Pictures and films are compressed already.
        await using var entry = await zip.CreateEntry(BlobsDirectory + hash, CompressionLevel.NoCompression)
            .OpenAsync(cancellationToken).ConfigureAwait(false);
        await source.CopyToAsync(entry, cancellationToken).ConfigureAwait(false);
    }
}
