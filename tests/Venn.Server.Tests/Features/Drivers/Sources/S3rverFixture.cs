using Amazon.Runtime;
using Amazon.S3;

namespace Venn.Server.Tests.Features.Drivers.Sources;

/// <summary>s3rver, a server of others that speaks S3. <c>VENN_TEST_S3RVER</c> names its program.</summary>
public sealed class S3rverFixture : IAsyncLifetime
{
    /// <summary>Its only account: key and secret are the same.</summary>
    public const string Key = "S3RVER";

    private readonly string directory = Directory.CreateTempSubdirectory("venn-s3rver-").FullName;
    private EmulatorProcess? process;

    public Uri Endpoint => new($"http://127.0.0.1:{process!.Port}");

    public async ValueTask InitializeAsync()
    {
        var program = Environment.GetEnvironmentVariable("VENN_TEST_S3RVER");
        process = string.IsNullOrEmpty(program)
            ? null
            : await EmulatorProcess.StartAsync(program, port =>
                ["--directory", directory, "--address", "127.0.0.1", "--port", $"{port}", "--no-vhost-buckets", "--silent"]);
    }

    public ValueTask DisposeAsync()
    {
        process?.Dispose();
        Directory.Delete(directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>A client that knows the server, and a new bucket; the test is skipped when there is no server.</summary>
    public async Task<(AmazonS3Client Client, string Bucket)> CreateBucketAsync()
    {
        EmulatorProcess.RequireProgram("VENN_TEST_S3RVER", "npm has s3rver");
        var client = new AmazonS3Client(new BasicAWSCredentials(Key, Key), new AmazonS3Config
        {
            ServiceURL = Endpoint.ToString(), ForcePathStyle = true, AuthenticationRegion = "us-east-1",
        });
        var bucket = $"b{Guid.NewGuid():N}";
        await client.PutBucketAsync(bucket);
        return (client, bucket);
    }
}
