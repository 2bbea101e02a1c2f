using Azure.Storage;
using Azure.Storage.Blobs;

namespace Venn.Server.Tests.Features.Drivers.Sources;

/// <summary>Azurite, Microsoft's own emulator of Azure Blob Storage. <c>VENN_TEST_AZURITE</c> names its program azurite-blob.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    public const string Account = "devstoreaccount1";

    /// <summary>The emulator's well-known key, the same everywhere.</summary>
    public const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private EmulatorProcess? process;

    public Uri Endpoint => new($"http://127.0.0.1:{process!.Port}/{Account}");

    public async ValueTask InitializeAsync()
    {
        var program = Environment.GetEnvironmentVariable("VENN_TEST_AZURITE");
        process = string.IsNullOrEmpty(program) ? null : await EmulatorProcess.StartAsync(program, port =>
            ["--blobHost", "127.0.0.1", "--blobPort", $"{port}", "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent"]);
    }

    public ValueTask DisposeAsync()
    {
        process?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A new, empty container; the test is skipped when there is no emulator.</summary>
    public async Task<BlobContainerClient> CreateContainerAsync()
    {
        EmulatorProcess.RequireProgram("VENN_TEST_AZURITE", "npm has azurite, whose program is azurite-blob");
        var client = new BlobContainerClient(
            new Uri($"{Endpoint}/c{Guid.NewGuid():N}"), new StorageSharedKeyCredential(Account, Key));
        await client.CreateAsync();
        return client;
    }
}
