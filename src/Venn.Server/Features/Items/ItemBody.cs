using System.Text.Json;
using Venn.Server.Features.Items.Facts;
using Venn.Server.Wire;

namespace Venn.Server.Features.Items;

/// <summary>
/// The JSON kept of an item: <c>{hidden, creator, createdAt, updatedAt, updatedBy, description?, metadata}</c>. Path,
/// size and binary are fields of the revision; ids and addresses are made when it is read, so that clones share it.
/// </summary>
internal static class ItemBody
{
    public static ReadOnlyMemory<byte> OfDirectory(string path, string author, DateTimeOffset createdAt) =>
        JsonBytes.Write(json =>
        {
            json.WriteStartObject();
            WriteStamps(json, ItemPath.IsHidden(path), author, createdAt);
            json.WriteStartObject("metadata");
            json.WriteStartObject("system");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        });

    /// <summary>A new file's body: what the client said of it, and over that the facts found in it.</summary>
    public static ReadOnlyMemory<byte> OfFile(
        string path, string author, DateTimeOffset createdAt, string? description, JsonElement metadata,
        FileFacts facts) =>
        JsonBytes.Write(json =>
        {
            json.WriteStartObject();
            WriteStamps(json, ItemPath.IsHidden(path), author, createdAt);
            if (!string.IsNullOrEmpty(description))
            {
                json.WriteString("description", description);
            }

            WriteMetadata(json, metadata, facts);
            json.WriteEndObject();
        });

    private static void WriteStamps(Utf8JsonWriter json, bool hidden, string author, DateTimeOffset createdAt)
    {
        var time = WireTime.Format(createdAt);
        json.WriteBoolean("hidden", hidden);
        json.WriteString("creator", author);
        json.WriteString("createdAt", time);
        json.WriteString("updatedAt", time);
        json.WriteString("updatedBy", author);
    }

    private static void WriteMetadata(Utf8JsonWriter json, JsonElement metadata, FileFacts facts)
    {
        var given = metadata.ValueKind == JsonValueKind.Object;
        json.WriteStartObject("metadata");
        json.WriteStartObject("system");
        facts.Write(json);
        if (given && metadata.TryGetProperty("system", out var system) && system.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in system.EnumerateObject())
            {
                if (!FileFacts.IsFact(member.Name))
                {
                    member.WriteTo(json);
                }
            }
        }

        json.WriteEndObject();
        if (facts.Fps is { } fps)
        {
            json.WriteNumber("fps", fps);
        }

        if (given)
        {
            foreach (var member in metadata.EnumerateObject())
            {
                if (member.Name != "system" && (member.Name != "fps" || facts.Fps is null))
                {
                    member.WriteTo(json);
                }
            }
        }

        json.WriteEndObject();
    }
}
