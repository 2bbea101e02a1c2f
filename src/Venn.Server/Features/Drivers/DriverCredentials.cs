using System.Text.Json.Nodes;
using Venn.Server.Hosting;
using Venn.Server.Wire;
using Venn.Storage;
using Venn.Storage.Azure;
using Venn.Storage.S3;

namespace Venn.Server.Features.Drivers;

/// <summary>What a driver's integration says of how its storage is opened.</summary>
internal static class DriverCredentials
{
    /// <returns>Null without an integration: requests are then unsigned.</returns>
    /// <exception cref="ObjectStoreException">The integration has no access key.</exception>
    public static S3Credentials? ForS3(Document driver, JsonObject? options) => options switch
    {
        null => null,
        _ when Text(options, "key") is { } key && Text(options, "secret") is { } secret =>
            new S3Credentials(key, secret, Text(options, "sessionToken")),
        _ => throw Missing(driver, "{key, secret}: a bucket needs an access key"),
    };

    /// <returns>Null without an integration, which needs an endpoint: requests are then unsigned.</returns>
    /// <exception cref="ObjectStoreException">The integration has neither an account's key nor a signature.</exception>
    public static AzureCredentials? ForAzure(Document driver, JsonObject? options, Uri? endpoint) => options switch
    {
        null when endpoint is null => throw new ObjectStoreException(
            $"The driver '{driver.Name}' names neither an integration nor an endpoint: the storage account is not known."),
        null => null,
        _ when Text(options, "clientId") is not null || Text(options, "tenantId") is not null => throw Missing(
            driver, "that Venn can use: it opens an account by {key, secret} or {key, sasToken}, not by {clientId, tenantId}"),
        _ when Text(options, "key") is { } account && Text(options, "sasToken") is { } signature =>
            AzureCredentials.WithSignature(account, signature),
        _ when Text(options, "key") is { } account && Text(options, "secret") is { } key => AzureCredentials.WithKey(account, key),
        _ => throw Missing(driver, "{key, secret} or {key, sasToken}: the account's name, and its key or a shared access signature"),
    };

    private static string? Text(JsonObject options, string name) => options.GetText(name) is { Length: > 0 } text ? text : null;

    private static ObjectStoreException Missing(Document driver, string wanted) =>
        new($"The integration {driver.Root.GetText("integrationId")} of the driver '{driver.Name}' has no options {wanted}.");
}
