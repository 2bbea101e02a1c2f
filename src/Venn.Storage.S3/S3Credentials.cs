namespace Venn.Storage.S3;

/// <summary>An access key.</summary>
public sealed record S3Credentials(string Key, string Secret, string? SessionToken = null)
{
    /// <summary>Says the key's name alone: records print all they hold, and this may come into a log.</summary>
    public override string ToString() => $"S3Credentials {{ Key = {Key} }}";
}
