using System.Text.Json.Nodes;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Server.Wire;
using Venn.Storage.Objects;

namespace Venn.Server.Features.Drivers;

/// <summary>
/// The user's own object that an item stands for. In the item's body under <c>external</c>: the wire does not show it, and
/// takes it from nobody, so that nobody can point an item at what a driver of others reaches.
/// </summary>
internal sealed record ExternalRef(string DriverId, string Key, string ETag)
{
    public const string Member = "external";

    public static FieldPath KeyPath { get; } = FieldPath.Of(Member, "key");

    public static ExternalRef? Of(Revision item)
    {
        if (item.IsDirectory || item.Body.Span.IndexOf("\"external\""u8) < 0)
        {
            return null;
        }

        var root = JsonBytes.ParseElement(item.Body);
        return root.TryGetProperty(Member, out var member)
            && member.GetText("driver") is { } driver && member.GetText("key") is { } key && member.GetText("etag") is { } etag
                ? new ExternalRef(driver, key, etag)
                : null;
    }

    public static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> body, ExternalRef? reference)
    {
        if (reference is null)
        {
            return body;
        }

        var root = JsonBytes.Parse(body);
        root[Member] = reference.ToNode();
        return JsonBytes.Write(root);
    }

    public JsonObject ToNode() => new() { ["driver"] = DriverId, ["key"] = Key, ["etag"] = ETag };

    public ObjectInfo ToObject(long sizeBytes) => new(Key, sizeBytes, ETag, default);
}
