using Amazon.S3;
using Amazon.S3.Model;
using Venn.Storage.Objects;
using Venn.Storage.S3;
using Venn.TestKit.Contracts;

namespace Venn.Server.Tests.Features.Drivers.Sources;

/// <summary>S3 against a server that others wrote, so that what we think of the protocol is not only our own word.</summary>
public sealed class S3rverSourceTests(S3rverFixture server) : ObjectSourceContract, IClassFixture<S3rverFixture>, IDisposable
{
    private (AmazonS3Client Client, string Bucket)? bucket;

    protected override string? FirstByteFault => "s3rver answers bytes=0-0 with the whole object.";

    public void Dispose() => bucket?.Client.Dispose();

    protected override async Task<IObjectSource> OpenAsync(string prefix = "")
    {
        bucket ??= await server.CreateBucketAsync();
        return new S3ObjectSource(new S3Settings
        {
            Bucket = bucket.Value.Bucket, Prefix = prefix, Endpoint = server.Endpoint,
            Credentials = new S3Credentials(S3rverFixture.Key, S3rverFixture.Key),
        });
    }

    protected override Task WriteAsync(string key, byte[] content) => bucket!.Value.Client.PutObjectAsync(new PutObjectRequest
    {
        BucketName = bucket.Value.Bucket, Key = key, InputStream = new MemoryStream(content), UseChunkEncoding = false,
        DisableDefaultChecksumValidation = true,
    });

    protected override Task DeleteAsync(string key) => bucket!.Value.Client.DeleteObjectAsync(bucket.Value.Bucket, key);
}
