using System.Net;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Venn.Storage.Objects;

namespace Venn.Storage.Azure;

/// <summary>A container of Azure Blob Storage. Reads are conditional on the ETag.</summary>
/// <remarks><b>Source</b>: List Blobs, Get Blob with a range and If-Match, Get Blob Properties, Put Blob of its REST API.</remarks>
public sealed class AzureObjectSource : IObjectSource
{
    private const string DefaultSuffix = ".blob.core.windows.net";

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(60);

    private readonly AzureSettings settings;
    private readonly BlobContainerClient container;
    private readonly string prefix;

    /// <exception cref="ObjectStoreException">The settings are no address, or the key is none.</exception>
    public AzureObjectSource(AzureSettings settings)
    {
        this.settings = settings;
        prefix = settings.Prefix.Length == 0 ? "" : settings.Prefix + "/";
        container = Connect(settings);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ObjectInfo> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var pages = container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await GuardAsync("list", () => pages.MoveNextAsync().AsTask()))
        {
            var found = pages.Current;
            if (found.Name.StartsWith(prefix, StringComparison.Ordinal) && found.Name.Length > prefix.Length && !IsFolder(found))
            {
                var known = found.Properties;
                yield return new ObjectInfo(
                    found.Name[prefix.Length..], known.ContentLength ?? 0, ToText(known.ETag), known.LastModified ?? default);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties found = await container.GetBlobClient(prefix + key).GetPropertiesAsync(cancellationToken: cancellationToken);
            return new ObjectInfo(key, found.ContentLength, ToText(found.ETag), found.LastModified);
        }
        catch (RequestFailedException exception) when (exception.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (Exception exception) when (IsOfStore(exception))
        {
            throw Fail("look at", exception);
        }
    }

    /// <inheritdoc/>
    public async Task<Stream> OpenReadAsync(
        ObjectInfo expected, long first, long count, CancellationToken cancellationToken)
    {
        var options = new BlobDownloadOptions
        {
            Range = new HttpRange(first, count),
            Conditions = new BlobRequestConditions { IfMatch = new ETag(expected.ETag) },
        };
        try
        {
            BlobDownloadStreamingResult answer =
                await container.GetBlobClient(prefix + expected.Key).DownloadStreamingAsync(options, cancellationToken);
            // What passes over If-Match or the range would give out other bytes.
            if (ToText(answer.Details.ETag) != expected.ETag || answer.Details.ContentLength != count)
            {
                answer.Dispose();
                throw new ObjectChangedException(expected.Key);
            }

            return new BlobStream(answer, expected.Key, count);
        }
        catch (RequestFailedException exception) when (exception.Status == (int)HttpStatusCode.NotFound)
        {
            throw new ObjectGoneException(expected.Key);
        }
        catch (RequestFailedException exception) when (exception.Status
            is (int)HttpStatusCode.PreconditionFailed or (int)HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // A condition on what is not there fails too: which it is, a look tells.
            throw await FindAsync(expected.Key, cancellationToken) is null
                ? new ObjectGoneException(expected.Key)
                : new ObjectChangedException(expected.Key);
        }
        catch (Exception exception) when (IsOfStore(exception))
        {
            throw Fail("read from", exception);
        }
    }

    /// <inheritdoc/>
    public async Task<ObjectInfo> PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        var sizeBytes = content.Length - content.Position;
        BlobContentInfo written = await GuardAsync(
            "write to", async () => (await container.GetBlobClient(prefix + key).UploadAsync(content, overwrite: true, cancellationToken)).Value);
        return new ObjectInfo(key, sizeBytes, ToText(written.ETag), written.LastModified);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The client shares the process's connections and holds nothing of its own.
    }

    private static BlobContainerClient Connect(AzureSettings settings)
    {
        var options = new BlobClientOptions();
        options.Retry.MaxRetries = 2;
        options.Retry.NetworkTimeout = AnswerWithin;
        // Names are taken as they are: the SDK otherwise cuts slashes at the ends of a blob's name.
        options.TrimBlobNameSlashes = false;
        try
        {
            var address = new BlobUriBuilder(settings.Endpoint ?? new Uri($"https://{settings.Credentials?.Account}{DefaultSuffix}"))
            {
                BlobContainerName = settings.Container,
            }.ToUri();
            return settings.Credentials switch
            {
                null => new BlobContainerClient(address, options),
                { Key: { } key, Account: var account } =>
                    new BlobContainerClient(address, new StorageSharedKeyCredential(account, key), options),
                { Signature: var signature } => new BlobContainerClient(address, new AzureSasCredential(signature!), options),
            };
        }
        catch (Exception exception) when (exception is FormatException or UriFormatException or ArgumentException)
        {
            throw new ObjectStoreException(
                $"The container '{settings.Container}' cannot be reached: {exception.Message} Check the driver's container, endpoint and "
                + "credentials; an account's key is base64.", exception);
        }
    }

    /// <summary>Accounts with real folders list them beside the blobs in them.</summary>
    private static bool IsFolder(BlobItem blob) =>
        blob.Metadata is { } metadata && metadata.TryGetValue("hdi_isfolder", out var flag) && flag == "true";

    private async Task<T> GuardAsync<T>(string what, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (IsOfStore(exception))
        {
            throw Fail(what, exception);
        }
    }

    private ObjectStoreException Fail(string what, Exception exception)
    {
        var said = exception is RequestFailedException { Status: > 0 and var status, ErrorCode: var code }
            ? $"it answered {status} {code}"
            : FirstLine(exception.Message);
        return new ObjectStoreException(
            $"Venn could not {what} the container '{settings.Container}': {said}. Check the driver's container, endpoint and credentials.",
            exception);
    }

    private static bool IsOfStore(Exception exception) => exception
        is RequestFailedException or HttpRequestException or IOException or TimeoutException or AggregateException;

    private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd('\r', '.');

    private static string ToText(ETag? tag) => tag?.ToString() is { } text ? text.Trim('"') : "";
}
