namespace Venn.Storage.Azure;

/// <summary>How a storage account is opened: by its key, or by a shared access signature.</summary>
public sealed record AzureCredentials
{
    private AzureCredentials()
    {
    }

    public required string Account { get; init; }

    /// <summary>The account's key, base64; null with <see cref="Signature"/>.</summary>
    public string? Key { get; private init; }

    /// <summary>The query of a shared access signature, without its question mark; null with <see cref="Key"/>.</summary>
    public string? Signature { get; private init; }

    public static AzureCredentials WithKey(string account, string key) => new() { Account = account, Key = key };

    public static AzureCredentials WithSignature(string account, string signature) =>
        new() { Account = account, Signature = signature.TrimStart('?') };

    /// <summary>Says the account alone: records print all they hold, and this may come into a log.</summary>
    public override string ToString() => $"AzureCredentials {{ Account = {Account} }}";
}
