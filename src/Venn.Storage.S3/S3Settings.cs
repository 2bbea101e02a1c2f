namespace Venn.Storage.S3;

/// <summary>Where a bucket is and how it is reached.</summary>
public sealed record S3Settings
{
    public required string Bucket { get; init; }

    /// <summary>Objects below it alone are seen; empty for all. No leading or trailing <c>/</c>.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Null for the service's default, <c>us-east-1</c>.</summary>
    public string? Region { get; init; }

    /// <summary>Address of a service that speaks S3, with <c>http</c> or <c>https</c>; null for Amazon's.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Null for what anyone may read. Credentials of the machine the server runs on are never used.</summary>
    public S3Credentials? Credentials { get; init; }

    /// <summary>Storage class of what is written; null for the bucket's own.</summary>
    public string? StorageClass { get; init; }
}
