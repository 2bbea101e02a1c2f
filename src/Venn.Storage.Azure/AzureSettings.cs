namespace Venn.Storage.Azure;

/// <summary>Where a container is and how it is reached.</summary>
public sealed record AzureSettings
{
    public required string Container { get; init; }

    /// <summary>Blobs below it alone are seen; empty for all. No leading or trailing <c>/</c>.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>
    /// Address of the account's blobs, without the container; null for <c>https://ACCOUNT.blob.core.windows.net</c>.
    /// </summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Null, with an <see cref="Endpoint"/>, for what anyone may read. Credentials of the machine are never used.</summary>
    public AzureCredentials? Credentials { get; init; }
}
