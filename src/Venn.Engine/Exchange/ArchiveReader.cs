using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Proving;
using Venn.Storage;
using Venn.Storage.Blobs;

namespace Venn.Engine.Exchange;

/// <summary>Reads an archive into a new dataset: lineages of its own, and a state with the digest that the manifest tells.</summary>
public static class ArchiveReader
{
    /// <summary>A line of items past this is refused: memory stays bounded whatever the archive says.</summary>
    public const int LineLimitBytes = 256 << 20;

    private const int ManifestLimitBytes = 1 << 20;

    /// <summary>Bytes that a byte of the archive may become, past an allowance: text shrinks so far, what is made to burst further.</summary>
    private const int ExpansionLimit = 200;

    private const long ExpansionAllowanceBytes = 64L << 20;

    /// <summary>Hashes that a refusal names.</summary>
    private const int NamedHashesLimit = 20;

    /// <summary>Everything is checked before the dataset is made; binaries already stored are harmless when it is refused.</summary>
    /// <param name="store">The store.</param>
    /// <param name="source">Seekable.</param>
    /// <param name="info">The dataset to make.</param>
    /// <param name="commit">Who imports.</param>
    /// <param name="lenders">
    /// Versions that who imports may read: binaries that are not in the archive are taken from these, and from nowhere
    /// else in the store. Looked through only when there are such.
    /// </param>
    /// <param name="cancellationToken">No dataset is made when it fires.</param>
    /// <exception cref="ArchiveException">It is cut short, altered, of a newer version, or names a binary that nothing lends.</exception>
    /// <exception cref="DatasetNameTakenException">The scope has a living dataset of that name.</exception>
    public static async Task<Dataset> ReadAsync(
        VersionStore store, Stream source, DatasetInfo info, CommitInfo commit, IEnumerable<DatasetVersion> lenders,
        CancellationToken cancellationToken = default)
    {
        try
        {
            using var zip = new ZipArchive(source, ZipArchiveMode.Read, leaveOpen: true);
            CheckEntries(zip);
            var manifest = await ReadManifestAsync(zip, cancellationToken).ConfigureAwait(false);
            var items = await ReadItemsAsync(zip, manifest, cancellationToken).ConfigureAwait(false);
            var binaries = ReadBinaries(items);
            var absent = binaries.Keys.Where(hash => zip.GetEntry(NameOf(hash)) is null).ToHashSet();

            // What is lent stays until it is named in the commit: no rule of retention gives it up meanwhile.
            using var place = absent.Count == 0 ? null : await store.Context.Past.EnterAsync(cancellationToken).ConfigureAwait(false);
            using var hold = store.Blobs.Hold();
            CheckLent(store.Context, manifest, binaries, absent, lenders, cancellationToken);
            await ReadBlobsAsync(store.Blobs, zip, binaries, cancellationToken).ConfigureAwait(false);
            return await MakeAsync(store, manifest, items, info, commit, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or FormatException or DecoderFallbackException)
        {
            throw new ArchiveException($"The archive is cut short or altered: {e.Message} Export it again.", e);
        }
    }

    /// <summary>Nothing is unpacked that bursts, and no name stands for two things.</summary>
    private static void CheckEntries(ZipArchive zip)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            if (!names.Add(entry.FullName))
            {
                throw new ArchiveException($"The archive has the entry '{entry.FullName}' twice: it was altered.");
            }

            if (entry.Length > (entry.CompressedLength * ExpansionLimit) + ExpansionAllowanceBytes)
            {
                throw new ArchiveException(
                    $"The archive's entry '{entry.FullName}' would grow from {entry.CompressedLength} bytes to {entry.Length}: no archive of Venn does.");
            }
        }
    }

    private static async Task<ArchiveManifest> ReadManifestAsync(ZipArchive zip, CancellationToken cancellationToken)
    {
        var entry = zip.GetEntry(ArchiveWriter.ManifestEntry)
            ?? throw new ArchiveException("The archive has no manifest.json: it is cut short, or no archive of Venn.");
        if (entry.Length > ManifestLimitBytes)
        {
            throw new ArchiveException($"The manifest has {entry.Length} bytes: it is altered, or no archive of Venn.");
        }

        await using var stream = entry.Open();
        var node = await JsonNode.ParseAsync(stream, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (node is not JsonObject manifest || manifest["format"] is not JsonValue format
            || !format.TryGetValue<string>(out var name) || name != ArchiveManifest.FormatName)
        {
            throw new ArchiveException("The archive's manifest does not say that it is a Venn snapshot.");
        }

        // Before anything else of it: a newer version may lack what this one asks for.
        return manifest["version"] is JsonValue value && value.TryGetValue<int>(out var version)
            && version == ArchiveManifest.CurrentVersion
                ? manifest.Deserialize(ArchiveJson.Default.ArchiveManifest)!
                : throw new ArchiveException(
                    $"The archive has version {manifest["version"]?.ToJsonString() ?? "none"}; this Venn reads "
                    + $"{ArchiveManifest.CurrentVersion}. Upgrade Venn, or export an older one again.");
    }

    private static async Task<List<ArchiveItem>> ReadItemsAsync(
        ZipArchive zip, ArchiveManifest manifest, CancellationToken cancellationToken)
    {
        var entry = zip.GetEntry(ArchiveWriter.ItemsEntry) ?? throw new ArchiveException("The archive has no items.ndjson.");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var stream = entry.Open();
        var lines = new ArchiveLines(stream, LineLimitBytes);
        var items = new List<ArchiveItem>();
        while (await lines.ReadAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            hash.AppendData(line.Span);
            hash.AppendData("\n"u8);
            var item = JsonSerializer.Deserialize(line.Span, ArchiveJson.Default.ArchiveItem);
            items.Add(ArchiveChecks.Check(item, items.Count + 1));
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != manifest.ItemsHash)
        {
            throw new ArchiveException("The archive's items.ndjson is not what its manifest says: it was altered.");
        }

        return items;
    }

    /// <summary>The size of each binary that an item names.</summary>
    private static Dictionary<ContentHash, long> ReadBinaries(List<ArchiveItem> items)
    {
        var binaries = new Dictionary<ContentHash, long>();
        foreach (var item in items.Where(i => i.Content is not null))
        {
            if (!ContentHash.TryParse(item.Content, out var hash))
            {
                throw new ArchiveException($"The archive names a binary '{item.Content}', which is no SHA-256.");
            }

            if (!binaries.TryAdd(hash, item.SizeBytes) && binaries[hash] != item.SizeBytes)
            {
                throw new ArchiveException($"The archive tells two sizes of the binary {hash}: it was altered.");
            }
        }

        return binaries;
    }

    private static void CheckLent(
        EngineContext context, ArchiveManifest manifest, Dictionary<ContentHash, long> binaries, HashSet<ContentHash> absent,
        IEnumerable<DatasetVersion> lenders, CancellationToken cancellationToken)
    {
        if (absent.Count == 0)
        {
            return;
        }

        if (manifest.HasBinaries)
        {
            throw new ArchiveException($"The archive lacks {Words(absent)}: it is cut short.");
        }

        var lent = LentBinaries.Find(context, absent, lenders, cancellationToken);
        if (absent.FirstOrDefault(hash => lent.TryGetValue(hash, out var sizeBytes) && sizeBytes != binaries[hash])
            is { IsNone: false } other)
        {
            throw new ArchiveException($"The archive tells another size of the binary {other} than it has: it was altered.");
        }

        absent.ExceptWith(lent.Keys);
        if (absent.Count > 0)
        {
            throw new ArchiveException(
                $"The archive comes without binaries, and no version that may be read here holds {Words(absent)}. Export it with its binaries.");
        }
    }

    private static string Words(HashSet<ContentHash> hashes)
    {
        var named = string.Join(", ", hashes.Select(hash => hash.ToString()).Order(StringComparer.Ordinal).Take(NamedHashesLimit));
        return hashes.Count > NamedHashesLimit ? $"{named} and {hashes.Count - NamedHashesLimit} more" : named;
    }

    /// <summary>Every binary of the archive, those too that the store has: who brings the bytes has them.</summary>
    private static async Task ReadBlobsAsync(
        IBlobStore blobs, ZipArchive zip, Dictionary<ContentHash, long> binaries, CancellationToken cancellationToken)
    {
        foreach (var (hash, sizeBytes) in binaries)
        {
            if (zip.GetEntry(NameOf(hash)) is not { } entry)
            {
                continue;
            }

            await using var stream = entry.Open();
            BlobInfo stored;
            try
            {
                stored = await blobs.PutAsync(stream, sizeBytes, cancellationToken).ConfigureAwait(false);
            }
            catch (BlobTooLargeException e)
            {
                throw new ArchiveException($"The archive's binary {hash} is longer than its item says ({sizeBytes} bytes).", e);
            }

            if (stored.Hash != hash || stored.SizeBytes != sizeBytes)
            {
                throw new ArchiveException($"The archive's binary {hash} has another content: it was altered.");
            }
        }
    }

    private static string NameOf(ContentHash hash) => ArchiveWriter.BlobsDirectory + hash;

    private static Task<Dataset> MakeAsync(
        VersionStore store, ArchiveManifest manifest, List<ArchiveItem> items, DatasetInfo info, CommitInfo commit,
        CancellationToken cancellationToken) =>
        store.Maker.CreateFilledAsync(
            info,
            commit,
            writer => new ArchiveImport(store.Context, writer).Add(items),
            state =>
            {
                var digest = $"sha256:{StateParts.Recompute(store.Context, state, cancellationToken)}";
                if (digest != manifest.Digest)
                {
                    throw new ArchiveException($"The archive's content has the digest {digest}, its manifest says {manifest.Digest}.");
                }
            });
}
