using System.Net;
using System.Runtime.CompilerServices;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Venn.Storage.Objects;

namespace Venn.Storage.S3;

/// <summary>A bucket of Amazon S3 or of a service that speaks its protocol. Reads are conditional on the ETag.</summary>
/// <remarks><b>Source</b>: ListObjectsV2, GetObject with Range and If-Match, HeadObject, PutObject of the S3 API.</remarks>
public sealed class S3ObjectSource : IObjectSource
{
    /// <summary>What one PutObject may carry, by the service's own rule.</summary>
    public const long PutMaxBytes = 5L << 30;

    private const string DefaultRegion = "us-east-1";

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(60);

    private readonly S3Settings settings;
    private readonly AmazonS3Client client;
    private readonly string prefix;

    public S3ObjectSource(S3Settings settings)
    {
        this.settings = settings;
        prefix = settings.Prefix.Length == 0 ? "" : settings.Prefix + "/";
        AWSCredentials credentials = settings.Credentials switch
        {
            null => new AnonymousAWSCredentials(),
            { SessionToken: { Length: > 0 } token } temporary =>
                new SessionAWSCredentials(temporary.Key, temporary.Secret, token),
            var lasting => new BasicAWSCredentials(lasting.Key, lasting.Secret),
        };
        var config = new AmazonS3Config { MaxErrorRetry = 2, Timeout = AnswerWithin };
        if (settings.Endpoint is { } endpoint)
        {
            // Services of one's own have no name for each bucket.
            config.ServiceURL = endpoint.ToString();
            config.ForcePathStyle = true;
            config.AuthenticationRegion = settings.Region ?? DefaultRegion;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Region ?? DefaultRegion);
        }

        client = new AmazonS3Client(credentials, config);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ObjectInfo> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = settings.Bucket, Prefix = prefix };
        while (true)
        {
            var page = await GuardAsync("list", () => client.ListObjectsV2Async(request, cancellationToken));
            foreach (var found in page.S3Objects)
            {
                if (found.Key.StartsWith(prefix, StringComparison.Ordinal) && found.Key.Length > prefix.Length)
                {
                    yield return new ObjectInfo(
                        found.Key[prefix.Length..], found.Size, Unquote(found.ETag), ToOffset(found.LastModified));
                }
            }

            if (!page.IsTruncated)
            {
                yield break;
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
    }

    /// <inheritdoc/>
    public async Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetObjectMetadataRequest { BucketName = settings.Bucket, Key = prefix + key };
            var found = await client.GetObjectMetadataAsync(request, cancellationToken);
            return new ObjectInfo(key, found.ContentLength, Unquote(found.ETag), ToOffset(found.LastModified));
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
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
        var request = new GetObjectRequest
        {
            BucketName = settings.Bucket,
            Key = prefix + expected.Key,
            EtagToMatch = $"\"{expected.ETag}\"",
            ByteRange = new ByteRange(first, first + count - 1),
        };
        try
        {
            var answer = await client.GetObjectAsync(request, cancellationToken);
            // A service that passes over If-Match or Range would give out other bytes.
            if (Unquote(answer.ETag) != expected.ETag || answer.ContentLength != count)
            {
                answer.Dispose();
                throw new ObjectChangedException(expected.Key);
            }

            return new AnswerStream(answer, count);
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            throw new ObjectGoneException(expected.Key);
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode
            is HttpStatusCode.PreconditionFailed or HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            throw new ObjectChangedException(expected.Key);
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
        if (sizeBytes > PutMaxBytes)
        {
            throw new ObjectStoreException($"'{key}' has {sizeBytes} bytes; one upload to S3 takes {PutMaxBytes} at most.");
        }

        var request = new PutObjectRequest
        {
            BucketName = settings.Bucket, Key = prefix + key, InputStream = content, AutoCloseStream = false,
            AutoResetStreamPosition = false, UseChunkEncoding = false,
            // The request is signed with the SHA-256 of its bytes; an ETag is not their MD5 everywhere.
            DisableDefaultChecksumValidation = true,
        };
        if (settings.StorageClass is { Length: > 0 } storageClass)
        {
            request.StorageClass = S3StorageClass.FindValue(storageClass);
        }

        var answer = await GuardAsync("write to", () => client.PutObjectAsync(request, cancellationToken));
        return new ObjectInfo(key, sizeBytes, Unquote(answer.ETag), default);
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

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
        var said = exception is AmazonS3Exception { StatusCode: var status, ErrorCode: var code }
            ? $"it answered {(int)status} {code}"
            : exception.Message;
        return new ObjectStoreException(
            $"Venn could not {what} the bucket '{settings.Bucket}': {said}. Check the driver's bucket, region, endpoint and credentials.",
            exception);
    }

    private static bool IsOfStore(Exception exception) =>
        exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutException;

    private static string Unquote(string? etag) => etag?.Trim('"') ?? "";

    private static DateTimeOffset ToOffset(DateTime time) => new(time.ToUniversalTime());
}
