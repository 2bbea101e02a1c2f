using Venn.Storage;
using Venn.Storage.Objects;
using Venn.Storage.S3;
using Venn.TestKit.Contracts;

namespace Venn.Server.Tests.Features.Drivers.Sources;

/// <summary>S3 against a server of our own, which lists in pages of two and checks every signature.</summary>
public sealed class BucketSourceTests : ObjectSourceContract, IAsyncLifetime
{
    private BucketServer server = null!;

    public async ValueTask InitializeAsync() => server = await BucketServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task List_WrongSecret_SaysWhatTheServiceAnswered()
    {
        var source = Open("", "wrong");

        var failure = await Assert.ThrowsAsync<ObjectStoreException>(() => ListAsync(source));

        Assert.Contains("403 SignatureDoesNotMatch", failure.Message, StringComparison.Ordinal);
    }

    protected override Task<IObjectSource> OpenAsync(string prefix = "") => Task.FromResult<IObjectSource>(Open(prefix, BucketServer.Secret));

    protected override Task WriteAsync(string key, byte[] content)
    {
        server.Put(key, content);
        return Task.CompletedTask;
    }

    protected override Task DeleteAsync(string key)
    {
        server.Delete(key);
        return Task.CompletedTask;
    }

    private S3ObjectSource Open(string prefix, string secret) => new(new S3Settings
    {
        Bucket = BucketServer.Bucket,
        Prefix = prefix,
        Endpoint = new Uri(server.Url),
        Credentials = new S3Credentials(BucketServer.Key, secret),
    });
}
