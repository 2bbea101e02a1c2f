using System.Text.Json.Nodes;
using Venn.Server.Wire;

namespace Venn.Server.Features.Drivers;

/// <summary>The kinds of storage that Venn reaches, and what their <c>payload</c> says.</summary>
internal static class DriverTypes
{
    public const string LocalFolder = "localFolder";

    private static readonly string[] AzureFields = ["containerName", "path", "endpoint"];

    private static readonly string[] S3Fields =
        ["bucketName", "region", "path", "endpoint", "storageClass", "elasticIndex", "elasticIndexPath"];

    private static readonly Dictionary<string, string[]> Fields = new(StringComparer.Ordinal)
    {
        [LocalFolder] = ["path"],
        ["s3"] = S3Fields,
        ["powerscaleS3"] = S3Fields,
        ["azureblob"] = AzureFields,
        ["azureDatalakeGen2"] = AzureFields,
    };

    /// <summary>The members of a payload that a driver of that type has, checked.</summary>
    /// <exception cref="ApiException">400: an unknown type, or a member that is missing or wrong.</exception>
    public static JsonObject ReadPayload(string type, JsonObject payload)
    {
        if (!Fields.TryGetValue(type, out var fields))
        {
            throw ApiException.BadRequest(
                $"type: Venn reaches storage of the types {string.Join(", ", Fields.Keys)}, not '{type}'. "
                + "Google's and other clouds' buckets can be reached as s3 through their S3 endpoint.");
        }

        var kept = new JsonObject();
        foreach (var field in fields)
        {
            if (payload.GetText(field) is { Length: > 0 } value)
            {
                kept[field] = value;
            }
        }

        if (type == LocalFolder)
        {
            if (!Path.IsPathFullyQualified(kept.RequireText("path")))
            {
                throw ApiException.BadRequest("payload.path: give the absolute path of a directory on the server.");
            }

            return kept;
        }

        kept.RequireText(IsAzure(type) ? "containerName" : "bucketName");
        ReadEndpoint(kept.GetText("endpoint"));
        return kept;
    }

    public static bool IsAzure(string? type) => type is "azureblob" or "azureDatalakeGen2";

    /// <exception cref="ApiException">400: it is no address.</exception>
    public static Uri? ReadEndpoint(string? endpoint) =>
        string.IsNullOrEmpty(endpoint) ? null
        : Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            && address.UserInfo.Length == 0 ? address
        : throw ApiException.BadRequest($"payload.endpoint: '{endpoint}' is no address; give one such as https://storage.example.org.");
}
