namespace Venn.Protocol.Routes;

/// <summary>Headers of our wire that HTTP does not name.</summary>
public static class ApiHeaders
{
    /// <summary>What an upload did: a value of <see cref="UploadOperations"/>.</summary>
    public const string ItemOperation = "x-item-op";

    /// <summary>Names the request in the server's log.</summary>
    public const string RequestId = "x-request-id";
}
