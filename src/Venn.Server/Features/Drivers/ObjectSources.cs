using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;
using Venn.Storage;
using Venn.Storage.Azure;
using Venn.Storage.Objects;
using Venn.Storage.S3;

namespace Venn.Server.Features.Drivers;

/// <summary>Opens what drivers reach; one open source a driver, made anew when its credentials change. Threads: safe.</summary>
internal sealed class ObjectSources(Documents documents, SecretBox secrets, ServerOptions options) : IDisposable
{
    private readonly ConcurrentDictionary<(string Driver, string Stamp), Lazy<IObjectSource>> open = new();

    /// <summary>The source of a dataset's driver.</summary>
    /// <exception cref="ApiException">400: it has none.</exception>
    /// <exception cref="StorageException">The driver or its credentials are gone, or its folder may not be read.</exception>
    public (string DriverId, IObjectSource Source) Require(Dataset dataset) =>
        DatasetDriver.IdOf(dataset) is { } id
            ? (id, Get(id))
            : throw ApiException.BadRequest($"The dataset '{dataset.Info.Name}' is on no storage driver: there is nothing to sync it with.");

    /// <summary>The source an item's object is in.</summary>
    /// <exception cref="StorageException">Also when it is not the dataset's own driver: bodies from elsewhere do not choose.</exception>
    public IObjectSource Get(Dataset dataset, ExternalRef reference) =>
        reference.DriverId == DatasetDriver.IdOf(dataset)
            ? Get(reference.DriverId)
            : throw new ObjectStoreException(
                $"The object '{reference.Key}' is on a storage driver that the dataset '{dataset.Info.Name}' is not on: it cannot be read here.");

    /// <summary>Whether uploads into the dataset may be written to its driver.</summary>
    public bool MayWrite(Dataset dataset) =>
        DatasetDriver.IdOf(dataset) is { } id && documents.Find(Kinds.Driver, id) is { } driver
        && driver.Root.TryGetProperty("allowExternalModification", out var flag) && flag.ValueKind == System.Text.Json.JsonValueKind.True;

    public Document? FindDriver(string id) => documents.Find(Kinds.Driver, id);

    /// <summary>Tries to open a driver that is about to be made.</summary>
    /// <exception cref="ApiException">400: it cannot be.</exception>
    public void Check(Document driver)
    {
        try
        {
            Make(driver).Dispose();
        }
        catch (StorageException exception)
        {
            throw ApiException.BadRequest(exception.Message);
        }
    }

    public void Forget(string driverId)
    {
        foreach (var key in open.Keys.Where(key => key.Driver == driverId))
        {
            // Not disposed: a request may be reading. What it holds goes with it.
            open.TryRemove(key, out _);
        }
    }

    public void Dispose()
    {
        foreach (var source in open.Values.Where(source => source.IsValueCreated))
        {
            source.Value.Dispose();
        }
    }

    private IObjectSource Get(string id)
    {
        var driver = documents.Find(Kinds.Driver, id)
            ?? throw new ObjectStoreException($"The storage driver {id} is gone: what was on it cannot be read.");
        var stamp = FindIntegration(driver)?.Root.GetText("updatedAt") ?? "";
        var key = (id, stamp);
        if (!open.ContainsKey(key))
        {
            Forget(id);
        }

        var source = open.GetOrAdd(key, _ => new Lazy<IObjectSource>(() => Make(driver)));
        try
        {
            return source.Value;
        }
        catch
        {
            // What failed once is tried again: a folder may be mounted later.
            open.TryRemove(new(key, source));
            throw;
        }
    }

    private IObjectSource Make(Document driver)
    {
        var payload = driver.ToObject().GetObject("payload") ?? [];
        var prefix = payload.GetText("path")?.Trim('/') ?? "";
        var endpoint = DriverTypes.ReadEndpoint(payload.GetText("endpoint"));
        return driver.Root.GetText("type") switch
        {
            DriverTypes.LocalFolder => MakeFolder(payload.RequireText("path")),
            var type when DriverTypes.IsAzure(type) => new AzureObjectSource(new AzureSettings
            {
                Container = payload.RequireText("containerName"),
                Prefix = prefix,
                Endpoint = endpoint,
                Credentials = DriverCredentials.ForAzure(driver, ReadOptions(driver), endpoint),
            }),
            _ => new S3ObjectSource(new S3Settings
            {
                Bucket = payload.RequireText("bucketName"),
                Prefix = prefix,
                Region = payload.GetText("region"),
                Endpoint = endpoint,
                StorageClass = payload.GetText("storageClass"),
                Credentials = DriverCredentials.ForS3(driver, ReadOptions(driver)),
            }),
        };
    }

    private FolderObjectSource MakeFolder(string path)
    {
        var resolved = FolderPaths.Resolve(path);
        var isAllowed = resolved is not null && options.AllowedFolders.Any(folder =>
            FolderPaths.Resolve(folder) is { } root && FolderPaths.IsAtOrBelow(resolved, root));
        return isAllowed
            ? new FolderObjectSource(resolved!)
            : throw new ObjectStoreException(
                $"The folder '{path}' is not below one the server may read. Who runs the server names them: serve --allow-folder DIR.");
    }

    private Document? FindIntegration(Document driver) =>
        driver.Root.GetText("integrationId") is { } id ? documents.Find(Kinds.Integration, id) : null;

    /// <summary>The options of the driver's integration, opened; null when it has none.</summary>
    private JsonObject? ReadOptions(Document driver)
    {
        if (driver.Root.GetText("integrationId") is not { } id)
        {
            return null;
        }

        var sealedOptions = documents.Find(Kinds.Integration, id)?.Root.GetText("options")
            ?? throw new ObjectStoreException($"The integration {id} of the driver '{driver.Name}' is gone: make the driver anew.");
        return JsonNode.Parse(secrets.Open(sealedOptions)) as JsonObject ?? [];
    }
}
