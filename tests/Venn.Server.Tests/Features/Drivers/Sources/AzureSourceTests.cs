using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using Venn.Storage;
using Venn.Storage.Azure;
using Venn.Storage.Objects;
using Venn.TestKit.Contracts;

namespace Venn.Server.Tests.Features.Drivers.Sources;

/// <summary>Azure Blob Storage, against Azurite.</summary>
public sealed class AzureSourceTests(AzuriteFixture azurite) : ObjectSourceContract, IClassFixture<AzuriteFixture>
{
    private BlobContainerClient? container;

    [Fact]
    public async Task List_WrongKey_SaysWhatTheServiceAnswered()
    {
        var container = await RequireContainerAsync();
        var source = Open(container.Name, AzureCredentials.WithKey(AzuriteFixture.Account, Convert.ToBase64String(new byte[64])));

        var failure = await Assert.ThrowsAsync<ObjectStoreException>(() => ListAsync(source));

        Assert.Contains("403 AuthorizationFailure", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_ContainerThatIsNotThere_SaysWhatTheServiceAnswered()
    {
        await RequireContainerAsync();

        var failure = await Assert.ThrowsAsync<ObjectStoreException>(() => ListAsync(Open("missing", Whole())));

        Assert.Contains("404 ContainerNotFound", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_Signature_ReadsAndMayNotWrite()
    {
        var container = await RequireContainerAsync();
        await WriteAsync("a.txt", [1, 2, 3]);
        var signature = container.GenerateSasUri(BlobContainerSasPermissions.Read | BlobContainerSasPermissions.List, DateTimeOffset.UtcNow.AddHours(1)).Query;
        var source = Open(container.Name, AzureCredentials.WithSignature(AzuriteFixture.Account, signature));

        Assert.Equal(3, Assert.Single(await ListAsync(source)).SizeBytes);
        await Assert.ThrowsAsync<ObjectStoreException>(() => source.PutAsync("b.txt", new MemoryStream([1]), CancellationToken.None));
    }

    [Fact]
    public void Open_KeyThatIsNoBase64_IsAnErrorThatSaysSo() => Assert.Contains(
        "base64",
        Assert.Throws<ObjectStoreException>(() => Open("c", AzureCredentials.WithKey("account", "not base64!"), new Uri("http://127.0.0.1:1/account"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Credentials_InALog_DoNotTellTheKey() => Assert.DoesNotContain(
        "secret", AzureCredentials.WithKey("account", "secret").ToString(), StringComparison.Ordinal);

    protected override async Task<IObjectSource> OpenAsync(string prefix = "")
    {
        var container = await RequireContainerAsync();
        return new AzureObjectSource(new AzureSettings
        {
            Container = container.Name, Prefix = prefix, Endpoint = azurite.Endpoint, Credentials = Whole(),
        });
    }

    protected override async Task WriteAsync(string key, byte[] content) =>
        await Blob(key).UploadAsync(new MemoryStream(content), overwrite: true);

    protected override async Task DeleteAsync(string key) => await Blob(key).DeleteAsync();

    private static AzureCredentials Whole() => AzureCredentials.WithKey(AzuriteFixture.Account, AzuriteFixture.Key);

    private AzureObjectSource Open(string name, AzureCredentials credentials, Uri? endpoint = null) =>
        new(new AzureSettings { Container = name, Endpoint = endpoint ?? azurite.Endpoint, Credentials = credentials });

    private BlobClient Blob(string key) => container!.GetBlobClient(key);

    private async Task<BlobContainerClient> RequireContainerAsync() => container ??= await azurite.CreateContainerAsync();
}
