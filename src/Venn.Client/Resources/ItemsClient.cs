using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Venn.Client.Errors;
using Venn.Client.Http;
using Venn.Client.Queries;
using Venn.Protocol.Entities;
using Venn.Protocol.Json;
using Venn.Protocol.Queries;
using Venn.Protocol.Routes;

namespace Venn.Client.Resources;

public sealed class ItemsClient
{
    private const int CopyBufferSizeBytes = 128 * 1024;

    private readonly ApiConnection connection;

    private readonly string? at;

    internal ItemsClient(ApiConnection connection, string? at = null)
    {
        this.connection = connection;
        this.at = at;
    }

    /// <summary>Reads as of a past version: a commit, a snapshot or an instant. Such a client only reads.</summary>
    public ItemsClient At(string? reference) => reference is null ? this : new ItemsClient(connection, reference);

    /// <summary>Uploads a file, streaming; the server hashes and stores it once whatever the number of items that have it.</summary>
    /// <exception cref="VennProtocolException">The server received another number of bytes than were sent.</exception>
    public async Task<UploadResult> UploadAsync(
        string datasetId, ItemUpload upload, CancellationToken cancellationToken = default)
    {
        using var counted = new CountingStream(upload.Content);
        using var form = BuildForm(upload, counted);
        var mode = upload.Mode == UploadMode.Skip ? "skip" : "overwrite";
        using var response = await connection.OpenAsync(
            HttpMethod.Post, Writable($"{ApiRoutes.Fill(ApiRoutes.DatasetItems, datasetId)}?mode={mode}"), form, null,
            cancellationToken);
        var item = await ApiConnection.ReadBodyAsync(response, ProtocolJson.Default.Item, cancellationToken);
        var operation = response.Headers.TryGetValues(ApiHeaders.ItemOperation, out var values) ? values.First() : "na";

        var stored = item.Metadata?["system"]?["size"]?.GetValue<long>();
        if (operation is UploadOperations.Created or UploadOperations.Overwrite && stored != counted.Count)
        {
            throw new VennProtocolException(
                $"{upload.Path}: {counted.Count} bytes were sent, the server stored {stored}. Upload it again.");
        }

        return new UploadResult(item, operation);
    }

    /// <summary>Items that satisfy a query, in the order of their ids unless it says another.</summary>
    /// <param name="query">Files that are not hidden when none is given.</param>
    public IAsyncEnumerable<Item> ListAsync(
        string datasetId, Query? query = null, CancellationToken cancellationToken = default) =>
        Keyset.WalkAsync(
            connection, datasetId, at, query ?? Query.Files, QueryResources.Items, ProtocolJson.Default.PageItem,
            static item => item.Id, cancellationToken);

    /// <summary>How many items satisfy a query; none of them travels.</summary>
    public async Task<long> CountAsync(
        string datasetId, Query? query = null, CancellationToken cancellationToken = default)
    {
        var body = (query ?? Query.Files).ToBody() with { Page = 0, PageSize = 0 };
        var page = await connection.ReadAsync(
            HttpMethod.Post, References.At(ApiRoutes.Fill(ApiRoutes.DatasetQuery, datasetId), at), ProtocolJson.Default.PageItem,
            () => JsonBody.Of(body, ProtocolJson.Default.QueryBody), cancellationToken);
        return page.TotalItemsCount;
    }

    /// <summary>How the server answers a query of items: rows, segments, bodies and time, step by step.</summary>
    public Task<QueryPlan> ExplainAsync(
        string datasetId, Query? query = null, int pageSize = Pages.SizeMax, CancellationToken cancellationToken = default) =>
        connection.ReadAsync(
            HttpMethod.Post, References.At(ApiRoutes.Fill(ApiRoutes.QueryExplain, datasetId), at), ProtocolJson.Default.QueryPlan,
            () => JsonBody.Of((query ?? Query.Files).ToBody() with { Page = 0, PageSize = pageSize }, ProtocolJson.Default.QueryBody),
            cancellationToken);

    public Task<Item> GetAsync(string id, CancellationToken cancellationToken = default) =>
        connection.GetAsync(References.At(ApiRoutes.Fill(ApiRoutes.Item, id), at), ProtocolJson.Default.Item, cancellationToken);

    /// <summary>The item at a path, or null.</summary>
    public async Task<Item?> FindAsync(string datasetId, string path, CancellationToken cancellationToken = default)
    {
        // A path may hold the wildcards of the query language: what comes back is compared.
        await foreach (var item in ListAsync(datasetId, Query.All.Where("filename", path), cancellationToken))
        {
            if (item.Filename == path)
            {
                return item;
            }
        }

        return null;
    }

    /// <summary>Writes an item's file to a stream. A connection that breaks is taken up where it broke.</summary>
    /// <returns>Bytes written.</returns>
    public Task<long> DownloadAsync(string id, Stream destination, CancellationToken cancellationToken = default) =>
        DownloadAsync(id, ApiRoutes.Fill(ApiRoutes.ItemStream, id), destination, cancellationToken);

    /// <summary>The files that an item has had, the newest first: each upload over one is another.</summary>
    public async IAsyncEnumerable<FileRevision> ListRevisionsAsync(
        string id, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var number = 0; ; number++)
        {
            var page = await connection.GetAsync(
                References.At($"{ApiRoutes.Fill(ApiRoutes.ItemRevisions, id)}?page={number}", at),
                ProtocolJson.Default.PageFileRevision, cancellationToken);
            foreach (var revision in page.Items)
            {
                yield return revision;
            }

            if (!page.HasNextPage)
            {
                yield break;
            }
        }
    }

    /// <summary>Writes a file that an item had to a stream, as <see cref="DownloadAsync(string, Stream, CancellationToken)"/> does.</summary>
    /// <param name="id">The item.</param>
    /// <param name="revisionId">As <see cref="ListRevisionsAsync"/> names it.</param>
    /// <param name="destination">Gets the bytes.</param>
    /// <param name="cancellationToken">Ends it part-way.</param>
    /// <returns>Bytes written.</returns>
    public Task<long> DownloadRevisionAsync(
        string id, string revisionId, Stream destination, CancellationToken cancellationToken = default) =>
        DownloadAsync(id, ApiRoutes.Fill(ApiRoutes.ItemRevisionStream, id, revisionId), destination, cancellationToken);

    private async Task<long> DownloadAsync(string id, string route, Stream destination, CancellationToken cancellationToken)
    {
        var path = References.At(route, at);
        long written = 0;
        await connection.RepeatAsync(
            async () =>
            {
                using var response = await connection.OpenAsync(
                    HttpMethod.Get, path, null, new RangeHeaderValue(written, null), cancellationToken);
                if (written > 0 && response.StatusCode != System.Net.HttpStatusCode.PartialContent)
                {
                    throw new VennProtocolException(
                        $"The download of {id} broke after {written} bytes, and the server cannot go on from there.");
                }

                await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
                var buffer = new byte[CopyBufferSizeBytes];
                while (await ReadAsync(body, buffer, cancellationToken) is > 0 and var count)
                {
                    await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                    written += count;
                }

                return written;
            },
            cancellationToken);
        return written;
    }

    /// <summary>SHA-256 of an item's file, 64 lower-case hex digits. Cost: one byte travels; all of them from a server that does not say.</summary>
    public async Task<string> ReadContentHashAsync(string id, CancellationToken cancellationToken = default)
    {
        var tag = await connection.RepeatAsync(
            async () =>
            {
                using var response = await connection.OpenAsync(
                    HttpMethod.Get, References.At(ApiRoutes.Fill(ApiRoutes.ItemStream, id), at), null, new RangeHeaderValue(0, 0),
                    cancellationToken);
                return response.Headers.ETag?.Tag.Trim('"') ?? "";
            },
            cancellationToken);
        if (tag.Length == 2 * SHA256.HashSizeInBytes && tag.All(char.IsAsciiHexDigitLower))
        {
            return tag;
        }

        using var hasher = SHA256.Create();
        await using (var sink = new CryptoStream(Stream.Null, hasher, CryptoStreamMode.Write))
        {
            await DownloadAsync(id, sink, cancellationToken);
        }

        return Convert.ToHexStringLower(hasher.Hash!);
    }

    /// <summary>
    /// Changes an item: keys given are set, keys given as null are removed; a new <c>filename</c> moves it.
    /// </summary>
    /// <param name="system">Lets the patch change <c>metadata.system</c> too.</param>
    public Task<Item> UpdateAsync(
        string id, JsonObject patch, bool system = false, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(
            HttpMethod.Patch, Writable(ApiRoutes.Fill(ApiRoutes.Item, id)) + (system ? "?system=true" : ""),
            ProtocolJson.Default.Item,
            JsonBody.Of(patch, ProtocolJson.Default.JsonObject), cancellationToken);

    public Task DeleteAsync(string id, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(HttpMethod.Delete, Writable(ApiRoutes.Fill(ApiRoutes.Item, id)), null, cancellationToken);

    /// <summary>Deletes every item that satisfies a query, as one commit.</summary>
    public Task DeleteAsync(string datasetId, Query query, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(
            HttpMethod.Post, Writable(ApiRoutes.Fill(ApiRoutes.DatasetQuery, datasetId)),
            JsonBody.Of(query.ToBody() with { Delete = true }, ProtocolJson.Default.QueryBody), cancellationToken);

    /// <summary>Patches the metadata of every item that satisfies a query, as one commit.</summary>
    public Task UpdateAsync(
        string datasetId, Query query, JsonObject patch, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(
            HttpMethod.Post, Writable(ApiRoutes.Fill(ApiRoutes.DatasetQuery, datasetId)),
            JsonBody.Of(query.ToBody() with { Update = patch }, ProtocolJson.Default.QueryBody), cancellationToken);

    private string Writable(string path) => at is null
        ? path
        : throw new InvalidOperationException($"This client reads as of '{at}': what is past cannot be changed.");

    private async Task<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new VennConnectionException(
                connection.Server, "the connection broke in the middle of a file.", exception);
        }
    }

    private static MultipartFormDataContent BuildForm(ItemUpload upload, Stream content)
    {
        var form = new MultipartFormDataContent
        {
            { new StringContent("file"), "\"type\"" },
            { new StringContent(upload.Path), "\"path\"" },
        };
        if (upload.Metadata is { } metadata)
        {
            form.Add(new StringContent(metadata.ToJsonString()), "\"metadata\"");
        }

        if (upload.Description is { } description)
        {
            form.Add(new StringContent(description), "\"description\"");
        }

        var file = new StreamContent(content, CopyBufferSizeBytes);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var name = Uri.EscapeDataString(upload.Path[(upload.Path.LastIndexOf('/') + 1)..]);
        file.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data")
        {
            Name = "\"file\"",
            FileName = $"\"{name}\"",
        };
        form.Add(file);
        return form;
    }
}
